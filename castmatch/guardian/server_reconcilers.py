"""Reconcilers of what every login depends on: the administrator and pg_hba.conf.

Both work through the server's trusted socket, so neither fault locks its own repair out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from castmatch.roles.admin.administrator import Login, observe_admin, repair_admin
from castmatch.roles.admin.hba import observe_hba, restore_hba
from castmatch.roles.admin.plan import Administrator
from castmatch.roles.admin.trusted_socket import ServerSocket
from castmatch.roles.connection import Connection
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import AdminRefused, DatabaseRefused
from castmatch.roles.last_applied import check_is_last_applied
from castmatch.roles.server import ServerAddress, connect_admin

WRITE_HBA = "write pg_hba.conf as declared and reload it"


@dataclass(frozen=True)
class AdminReconciler:
    """The superuser. Where it is gone, the logins of `roles` are tried to find another superuser."""

    server: ServerAddress
    admin: Administrator
    roles: tuple[RoleDeclaration, ...]

    @property
    def name(self) -> str:
        return f"administrator {self.admin.name}"

    def observe(self) -> Sequence[str]:
        changes = observe_admin(ServerSocket(self.server), self.admin, logins(self.roles))
        return [change.finding for change in changes]

    def reconcile(self) -> Sequence[str]:
        check_is_ours(self.server, self.roles)
        changes = repair_admin(ServerSocket(self.server), self.admin, logins(self.roles))
        self.verify()
        return [change.action for change in changes]

    def verify(self) -> None:
        """Log in over TCP, where PostgreSQL asks for the password."""
        connect_admin(replace(self.server, admin_host="")).close()


@dataclass(frozen=True)
class HbaReconciler:
    """The server's pg_hba.conf, on disk and in force."""

    server: ServerAddress
    roles: tuple[RoleDeclaration, ...]

    @property
    def name(self) -> str:
        return "pg_hba.conf"

    def observe(self) -> Sequence[str]:
        return observe_hba(self.server)

    def reconcile(self) -> Sequence[str]:
        check_is_ours(self.server, self.roles)
        return [WRITE_HBA] if restore_hba(self.server) else []

    def verify(self) -> None:
        """Nothing: each role logs in over TCP under these rules."""


def logins(roles: Sequence[RoleDeclaration]) -> list[Login]:
    """The roles that can log in, each with its first database."""
    return [Login(role.role, role.databases[0].database) for role in roles if role.databases and role.attributes.login]


def check_is_ours(server: ServerAddress, roles: Sequence[RoleDeclaration]) -> None:
    """Raise Superseded or ForeignCluster where another declaration governs the server."""
    with _any_session(server, logins(roles)) as session:
        for role in roles:
            check_is_last_applied(session, role, str(server))


def _any_session(server: ServerAddress, known: Sequence[Login]) -> Connection:
    """A session of the administrator, else of the first known role that gets in: any role can read the record."""
    try:
        return connect_admin(server)
    except AdminRefused as error:
        refusal = error
    inside = replace(server, host=server.admin_host, admin_host="", admin_password="not asked for")  # noqa: S106
    for role, database in known:
        try:
            return connect_admin(replace(inside, admin_user=role), database)
        except (AdminRefused, DatabaseRefused):
            continue
    raise refusal
