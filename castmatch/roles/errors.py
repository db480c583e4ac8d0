"""What can go wrong, one class for each cure.

No message and no attribute holds a password or a connection string.
"""

# ruff: noqa: N818 - the names say what happened, and read well after "except"

from enum import Enum

from castmatch.errors import UserError


class Unreachable(UserError):
    """No server answers, or not yet: refused, timed out, unknown host, starting up."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(
            expected=f"PostgreSQL at {address}",
            found=reason,
            next_step="see whether the server runs (docker ps --all), start it, then try again",
        )


class AdminRefused(UserError):
    """The server answers and refuses the admin's login."""

    def __init__(self, address: str, user: str, reason: str) -> None:
        super().__init__(
            expected=f"PostgreSQL at {address} to admit {user} with the configured admin password",
            found=reason,
            next_step=f'over the local socket inside the server: ALTER ROLE "{user}" PASSWORD …',
        )


class Refusal(Enum):
    """Why a login as the role fails, as far as PostgreSQL tells a client."""

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
            next_step="pulumi up compares the role with its declaration and repairs it",
        )


class CannotReconcile(UserError):
    """The role could not be brought to its declared state; what was begun was rolled back."""

    def __init__(self, role: str, sqlstate: str | None, reason: str, next_step: str) -> None:
        self.role = role
        self.sqlstate = sqlstate
        super().__init__(
            expected=f"role {role} in its declared state",
            found=f"{reason} (SQLSTATE {sqlstate})" if sqlstate else reason,
            next_step=next_step,
        )


class CannotRemove(UserError):
    """The role could not be removed; no data was dropped."""

    def __init__(self, role: str, sqlstate: str | None, reason: str) -> None:
        self.role = role
        self.sqlstate = sqlstate
        super().__init__(
            expected=f"role {role} to be removed, its data kept",
            found=f"{reason} (SQLSTATE {sqlstate})",
            next_step="stop what is logged in as the role, then try again",
        )
