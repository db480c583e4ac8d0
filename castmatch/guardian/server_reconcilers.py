"""The keepers of what every login goes through: the administrator, and the rules of who gets in.

Both work through the server's trusted socket, so neither is locked out by what it is to mend.
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


@dataclass(frozen=True)
class AdminKeeper:
    """The superuser as declared. `roles` are those that may know of another one when it is gone."""

    server: ServerAddress
    admin: Administrator
    roles: tuple[RoleDeclaration, ...]

    @property
    def name(self) -> str:
        return f"administrator {self.admin.name}"

    def look(self) -> Sequence[str]:
        changes = observe_admin(ServerSocket(self.server), self.admin, _logins(self.roles))
        return [change.finding for change in changes]

    def repair(self) -> Sequence[str]:
        check_is_ours(self.server, self.roles)
        changes = repair_admin(ServerSocket(self.server), self.admin, _logins(self.roles))
        self.prove()
        return [change.action for change in changes]

    def prove(self) -> None:
        """Over TCP, where a password is asked for."""
        connect_admin(replace(self.server, admin_host="")).close()


@dataclass(frozen=True)
class HbaKeeper:
    """The server's pg_hba.conf as declared, and in force."""

    server: ServerAddress
    roles: tuple[RoleDeclaration, ...]

    @property
    def name(self) -> str:
        return "pg_hba.conf"

    def look(self) -> Sequence[str]:
        return observe_hba(self.server)

    def repair(self) -> Sequence[str]:
        check_is_ours(self.server, self.roles)
        return ["write pg_hba.conf as declared and reload it"] if restore_hba(self.server) else []

    def prove(self) -> None:
        """The roles prove it: each logs in over TCP by these rules."""


def _logins(roles: Sequence[RoleDeclaration]) -> list[Login]:
    return [Login(role.role, role.databases[0].database) for role in roles if role.databases and role.attributes.login]


def check_is_ours(server: ServerAddress, roles: Sequence[RoleDeclaration]) -> None:
    """Raise Superseded or ForeignCluster where another declaration governs the server."""
    with _anybody(server, _logins(roles)) as session:
        for role in roles:
            check_is_last_applied(session, role, str(server))


def _anybody(server: ServerAddress, known: Sequence[Login]) -> Connection:
    """A session of the administrator, else of the first known role that gets in: the record is for all to read."""
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
