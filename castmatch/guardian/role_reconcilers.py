"""The keepers of what a declaration names: castmatch.roles behind the loop's protocol."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from castmatch.guardian.declaration import GuardianDeclaration
from castmatch.guardian.reconciler import Keeper
from castmatch.guardian.server_reconcilers import AdminKeeper, HbaKeeper, check_is_ours
from castmatch.guardian.throttled import Throttled
from castmatch.roles.admin.plan import Administrator
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import DatabaseRefused, LoginRefused, Pending, Refusal
from castmatch.roles.plan import plan
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.sentences import action, finding
from castmatch.roles.server import ServerAddress
from castmatch.roles.verify import verify

T = TypeVar("T")


@dataclass(frozen=True)
class RoleKeeper:
    """Opens its sessions for each look and closes them at once: nobody's DROP DATABASE is held up by a guardian."""

    server: ServerAddress
    declaration: RoleDeclaration
    roles: tuple[RoleDeclaration, ...]  # all that the guardian keeps: a server is ours as a whole or not at all

    @property
    def name(self) -> str:
        return self.declaration.role

    def look(self) -> Sequence[str]:
        live = _steadily(lambda: look(self.server, self.declaration))
        return [finding(change) for change in plan(live, self.declaration.desired())]

    def repair(self) -> Sequence[str]:
        check_is_ours(self.server, self.roles)
        try:
            outcome = _steadily(lambda: reconcile(self.server, self.declaration, keep_only=True))
        except LoginRefused as error:
            raise self._not_mine(error) or error from None
        return [action(change) for change in outcome.changes]

    def prove(self) -> None:
        verify(self.server, self.declaration)

    def _not_mine(self, error: LoginRefused) -> Pending | None:
        """A guest in a database that works there not as declared, though it is: the database's owner is at fault.

        Somebody may change the database between the owner's look and the guest's login; the owner's next look sees it.
        """
        homes = self.declaration.databases
        is_guest = bool(homes) and homes[0].owner in {role.role for role in self.roles} - {self.name}
        return Pending(self.name, error.found) if is_guest and error.refusal is Refusal.NOT_ALLOWED else None


def keepers(declaration: GuardianDeclaration) -> list[Keeper]:
    """One for each role; where the trusted socket is shared, first one for the rules and one for the administrator."""
    server, roles = declaration.server, declaration.roles
    of_roles = [RoleKeeper(server.address, role, roles) for role in roles]
    if not server.admin_host:
        return [*of_roles]
    admin = Administrator(server.admin_user, server.admin_password, server.container)
    ways_in = HbaKeeper(server.address, roles), AdminKeeper(server.address, admin, roles)
    return [*(Throttled(keeper, declaration.prove_every) for keeper in ways_in), *of_roles]


def _steadily(act: Callable[[], T]) -> T:
    """Once more when a database refuses: it may have been dropped since it was seen a moment ago."""
    try:
        return act()
    except DatabaseRefused:
        return act()
