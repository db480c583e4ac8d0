"""The keeper of one real role: castmatch.roles behind the loop's protocol."""

from collections.abc import Sequence
from dataclasses import dataclass

from castmatch.guardian.declaration import GuardianDeclaration
from castmatch.roles import RoleDeclaration, ServerAddress, action, finding, look, plan, prove, reconcile


@dataclass(frozen=True)
class RoleKeeper:
    """Opens its sessions for each look and closes them at once: nobody's DROP DATABASE is held up by a guardian."""

    server: ServerAddress
    declaration: RoleDeclaration

    @property
    def name(self) -> str:
        return self.declaration.role

    def look(self) -> Sequence[str]:
        live = look(self.server, self.declaration)
        return [finding(change) for change in plan(live, self.declaration.desired())]

    def repair(self) -> Sequence[str]:
        return [action(change) for change in reconcile(self.server, self.declaration, keep_only=True).changes]

    def prove(self) -> None:
        prove(self.server, self.declaration)


def keepers(declaration: GuardianDeclaration) -> list[RoleKeeper]:
    """One for each declared role."""
    server = declaration.server
    address = ServerAddress(server.host, server.port, server.admin_user, server.admin_password)
    return [RoleKeeper(address, role) for role in declaration.roles]
