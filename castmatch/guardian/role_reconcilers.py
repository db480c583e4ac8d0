"""Reconcilers of what a declaration names: castmatch.roles behind the loop's protocol."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from castmatch.guardian.declaration import GuardianDeclaration
from castmatch.guardian.reconciler import Reconciler
from castmatch.guardian.server_reconcilers import AdminReconciler, HbaReconciler, check_is_ours
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
class RoleReconciler:
    """Opens its sessions for each observation and closes them at once, so that no DROP DATABASE waits for them.

    Args:
        roles: all roles of the declaration: a server belongs to it as a whole or not at all.
    """

    server: ServerAddress
    declaration: RoleDeclaration
    roles: tuple[RoleDeclaration, ...]

    @property
    def name(self) -> str:
        return self.declaration.role

    def observe(self) -> Sequence[str]:
        live = _with_one_retry(lambda: look(self.server, self.declaration))
        return [finding(change) for change in plan(live, self.declaration.desired())]

    def reconcile(self) -> Sequence[str]:
        check_is_ours(self.server, self.roles)
        try:
            outcome = _with_one_retry(lambda: reconcile(self.server, self.declaration, keep_only=True))
        except LoginRefused as error:
            raise self._waits_for_owner(error) or error from None
        return [action(change) for change in outcome.changes]

    def verify(self) -> None:
        verify(self.server, self.declaration)

    def _waits_for_owner(self, error: LoginRefused) -> Pending | None:
        """Pending where the role is as declared but cannot work in another guarded role's database.

        Somebody may change the database between the owner's observation and this login; the owner's next one finds it.
        """
        databases = self.declaration.databases
        is_guest = bool(databases) and databases[0].owner in {role.role for role in self.roles} - {self.name}
        return Pending(self.name, error.found) if is_guest and error.refusal is Refusal.NOT_ALLOWED else None


def reconcilers(declaration: GuardianDeclaration) -> list[Reconciler]:
    """One for each role; where the trusted socket is shared, first pg_hba.conf's and the administrator's."""
    server, roles = declaration.server, declaration.roles
    of_roles = [RoleReconciler(server.address, role, roles) for role in roles]
    if not server.admin_host:
        return [*of_roles]
    admin = Administrator(server.admin_user, server.admin_password, server.container)
    of_server = HbaReconciler(server.address, roles), AdminReconciler(server.address, admin, roles)
    return [*(Throttled(inner, declaration.prove_every) for inner in of_server), *of_roles]


def _with_one_retry(act: Callable[[], T]) -> T:
    """Try again when a database refuses: somebody may have dropped it since it was listed a moment ago."""
    try:
        return act()
    except DatabaseRefused:
        return act()
