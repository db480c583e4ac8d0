"""Check the names of a declaration.

Quotes, spaces and letters of any script are fine, because every name is quoted when SQL is composed. Names that
PostgreSQL reserves or would silently cut off are refused.
"""

from castmatch.errors import UserError

MAINTENANCE_DATABASE = "postgres"
LONGEST_NAME = 63  # bytes; PostgreSQL truncates longer ones without an error (NAMEDATALEN - 1)

# PostgreSQL reads "public" and "none" as keywords even when they are quoted.
_ROLES = frozenset({"postgres", "public", "none"})
_DATABASES = frozenset({"postgres", "template0", "template1"})
_SCHEMAS = frozenset({"information_schema"})
_SETTINGS = frozenset({"role", "session_authorization"})


def check_role_name(name: str) -> None:
    """Raise UserError unless a role of our own can have this name."""
    _check("role", name, _ROLES, "castmatch_user")


def check_not_the_admin(role: str, admin: str) -> None:
    """Raise UserError if the role is the server's own admin."""
    if role == admin:
        raise UserError(
            expected="a role of its own for the application",
            found=f"{role}, which is the server's admin",
            next_step="choose another role name, such as castmatch_user",
        )


def check_database_name(name: str) -> None:
    """Raise UserError unless a database of our own can have this name."""
    _check("database", name, _DATABASES, "castmatch")


def check_schema_name(name: str) -> None:
    """Raise UserError unless a role of ours can own a schema of this name."""
    _check("schema", name, _SCHEMAS, "public")


def check_setting_name(name: str) -> None:
    """Raise UserError unless a role of ours may have a setting of this name."""
    if name in _SETTINGS or name.startswith("castmatch."):
        raise UserError(
            expected="a setting that a role may have for itself",
            found=f"{name}, which makes a session another role's, or is one of CastMatch's markers",
            next_step="leave it out; what a role may do is declared by its grants",
        )


def _check(noun: str, name: str, reserved: frozenset[str], example: str) -> None:
    if fault := _fault(name, reserved):
        raise UserError(
            expected=f"a {noun} name of 1 to {LONGEST_NAME} bytes that PostgreSQL does not reserve",
            found=f"{name!r}, which {fault}",
            next_step=f"choose another {noun} name, such as {example}",
        )


def _fault(name: str, reserved: frozenset[str]) -> str | None:
    if not name:
        return "is empty"
    if "\0" in name:
        return "contains a NUL character"
    if len(name.encode()) > LONGEST_NAME:
        return f"is {len(name.encode())} bytes long"
    if name in reserved or name.startswith("pg_"):
        return "is reserved"
    return None
