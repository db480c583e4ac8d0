"""The errors of this package, one class for each way to fix it.

No message and no attribute holds a password or a connection string.
"""

# ruff: noqa: N818 - the names say what happened, and read well after "except"

from enum import Enum

from castmatch.errors import UserError

FIX_AND_REPEAT = "fix what the server reports, then run again"


class Unreachable(UserError):
    """No server answers, or not yet: refused, timed out, unknown host, starting up."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            expected=f"PostgreSQL at {address}",
            found=reason,
            next_step="check that the server runs (docker ps --all), start it, then run again",
        )


class AdminRefused(UserError):
    """The server answers, but refuses the admin's login."""

    def __init__(self, address: str, user: str, reason: str) -> None:
        super().__init__(
            expected=f"PostgreSQL at {address} to admit {user} with the configured admin password",
            found=reason,
            next_step=f'over the local socket inside the server: ALTER ROLE "{user}" PASSWORD …',
        )


class DatabaseRefused(UserError):
    """The server admits the admin, but not to this database."""

    def __init__(self, database: str, reason: str) -> None:
        missing = reason.endswith(f'database "{database}" does not exist')
        create = f'CREATE DATABASE "{database}"'
        allow = f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS true, or drop it if half dropped'
        super().__init__(
            expected=f"database {database} to admit the admin",
            found=reason,
            next_step=f"as the admin, in database template1: {create if missing else allow}",
        )


class Refusal(Enum):
    """The reasons why a login as the role fails, as far as PostgreSQL tells a client."""

    CREDENTIALS = "wrong password, no such role, or the password has expired"
    NOT_PERMITTED = "the role may not log in"
    NO_CONNECT = "the role may not connect to the database"
    NO_DATABASE = "the database does not exist or accepts no connections"
    TOO_MANY = "too many connections"
    NOT_ALLOWED = "the login works, but not as declared"
    OTHER = "refused for another reason"


class LoginRefused(UserError):
    """The role can't log in, or can log in but not work. `refusal` is the reason."""

    def __init__(self, role: str, database: str, refusal: Refusal, reason: str) -> None:
        self.refusal = refusal
        super().__init__(
            expected=f"{role} to log in to database {database} and work there",
            found=f"{refusal.value} ({reason})",
            next_step="make up repairs the role; what it can't repair is set on the database or in pg_hba.conf",
        )


class ServerRefused(UserError):
    """The server refused to change a role; all changes were rolled back together."""

    EXPECTED = ""  # of the role

    def __init__(self, role: str, sqlstate: str | None, reason: str, next_step: str) -> None:
        self.role, self.sqlstate = role, sqlstate
        found = f"{reason} (SQLSTATE {sqlstate})" if sqlstate else reason
        super().__init__(f"role {role} {self.EXPECTED}", found, next_step)


class CannotReconcile(ServerRefused):
    """The role could not be brought to its declared state."""

    EXPECTED = "in its declared state"


class CannotRemove(ServerRefused):
    """The role could not be removed; no data was dropped."""

    EXPECTED = "removed, its data kept"


class Pending(UserError):
    """The role is as declared, except for what another role must create first."""

    def __init__(self, role: str, reason: str) -> None:
        self.role = role
        super().__init__(
            expected=f"role {role} in its declared state",
            found=reason,
            next_step="nothing: the guardian goes on as soon as that exists; make up shows why it is missing",
        )


class Superseded(UserError):
    """The server's record says that another declaration of this role was applied last."""

    def __init__(self, role: str) -> None:
        self.role = role
        super().__init__(
            expected=f"the declaration of role {role} that was applied last",
            found="another one: a later `up` applied it, or the volume belongs to another stack",
            next_step="make up   (it replaces the guardian, and takes over a cluster of another stack)",
        )


class ForeignCluster(UserError):
    """The server holds roles and databases, and no record that they belong to this stack."""

    def __init__(self, address: str, found: str) -> None:
        super().__init__(
            expected=f"this stack's own cluster at {address}, or an empty one",
            found=found,
            next_step="attach this stack's volume again, or adopt this cluster with: make up",
        )


class CannotRepairAdmin(UserError):
    """The administrator is not as declared, and no login leads to a superuser that can repair it."""

    def __init__(self, admin: str, reason: str, next_step: str) -> None:
        self.admin = admin
        expected = f"the administrator {admin} as declared, or another superuser that can log in to repair it"
        super().__init__(expected, reason, next_step)


class CannotRestoreHba(UserError):
    """The declared pg_hba.conf could not be written or loaded."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            expected=f"{path} as declared, writable by the server and in force",
            found=reason,
            next_step="make up puts the declared file back into the container",
        )
