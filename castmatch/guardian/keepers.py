"""The keeper of one real role: castmatch.roles behind the loop's protocol."""

from collections.abc import Sequence
from dataclasses import dataclass

from castmatch.guardian.declaration import GuardianDeclaration
from castmatch.roles import (
    LoginRefused,
    Refusal,
    RoleDeclaration,
    ServerAddress,
    action,
    finding,
    look,
    plan,
    reconcile,
    verify_login,
)


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
        return [action(change) for change in reconcile(self.server, self.declaration).changes]

    def prove(self) -> None:
        role = self.declaration
        try:
            verify_login(self.server.host, self.server.port, role.role, role.password, role.database, role.schemas)
        except LoginRefused as error:
            if error.refusal is not Refusal.TOO_MANY:  # a busy role is not a broken one
                raise


def keepers(declaration: GuardianDeclaration) -> list[RoleKeeper]:
    """One for each declared role."""
    server = declaration.server
    address = ServerAddress(server.host, server.port, server.admin_user, server.admin_password)
    return [RoleKeeper(address, role) for role in declaration.roles]
