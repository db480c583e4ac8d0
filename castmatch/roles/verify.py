"""Verify a role: log in as an application does, and check from inside what it may do."""

import psycopg

from castmatch.roles.connection import Connection, connect, reason_of
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import LoginRefused, Refusal, Unreachable
from castmatch.roles.server import ServerAddress

# A refused connection has no SQLSTATE in libpq, only the server's sentence. In a server that speaks
# another language than English the reason is OTHER, and the sentence is shown all the same.
_REFUSALS = {
    "password authentication failed": Refusal.CREDENTIALS,
    "is not permitted to log in": Refusal.NOT_PERMITTED,
    "pg_hba.conf": Refusal.NOT_PERMITTED,
    "permission denied for database": Refusal.NO_CONNECT,
    "does not exist": Refusal.NO_DATABASE,
    "not currently accepting connections": Refusal.NO_DATABASE,
    "too many c": Refusal.TOO_MANY,  # "too many connections for …" and "too many clients already"
}

_LOOK_AROUND = """
SELECT session_user::text,
       current_setting('is_superuser') = 'on',
       current_setting('transaction_read_only') = 'on',
       current_schema() IS NULL,
       ARRAY(SELECT lower(privilege) || ' in schema ' || schema
               FROM unnest(%s::text[]) AS schema
              CROSS JOIN unnest(%s::text[]) AS privilege
               LEFT JOIN pg_namespace ON nspname = schema
              WHERE NOT coalesce(has_schema_privilege(pg_namespace.oid, privilege), false))
"""


def verify(server: ServerAddress, role: RoleDeclaration) -> None:
    """Log in as the role where it is declared to; a busy role (connection limit) is not a broken one.

    A role without login, password or database has no login to verify. Raises LoginRefused or Unreachable.
    """
    if not role.password or not role.attributes.login or not role.databases:
        return
    if "CONNECT" not in role.databases[0].privileges.database:
        return
    try:
        verify_login(server, role)
    except LoginRefused as error:
        if error.refusal is not Refusal.TOO_MANY:
            raise


def verify_login(server: ServerAddress, role: RoleDeclaration) -> None:
    """Log in over TCP to the role's first database, and check that the role has its rights there and no more power.

    Raises LoginRefused, or Unreachable when no server answers.
    """
    database = role.databases[0].database
    try:
        with connect(
            host=server.host,
            port=server.port,
            user=role.role,
            password=role.password or "",
            dbname=database,
            connect_timeout=server.connect_timeout,
        ) as connection:
            fault = _fault(connection, role)
    except psycopg.OperationalError as error:
        failure = _explain(error, str(server), role.role, database)
    else:
        if fault is None:
            return
        failure = LoginRefused(role.role, database, Refusal.NOT_ALLOWED, fault)
    raise failure


def _fault(connection: Connection, role: RoleDeclaration) -> str | None:
    home = role.databases[0]
    rights = home.privileges.schema
    rows = connection.execute(_LOOK_AROUND, [list(home.schemas), sorted(rights)])
    [(user, is_superuser, is_read_only, is_lost, lacking)] = rows
    if user != role.role:
        return f"the session's user is {user}"
    if not connection.pgconn.used_password:
        return "the server lets it in without asking for a password"
    if is_superuser:
        return "it is a superuser"
    if is_read_only and not any(s.name == "default_transaction_read_only" for s in role.settings):
        return "default_transaction_read_only is on"
    if lacking:
        return f"it may not {', '.join(lacking)}"
    return "its search_path leads nowhere" if is_lost and rights and "public" in home.schemas else None


def _explain(error: psycopg.OperationalError, address: str, role: str, database: str) -> LoginRefused | Unreachable:
    reason = reason_of(error)
    for words, refusal in _REFUSALS.items():
        if words in reason:
            return LoginRefused(role, database, refusal, reason)
    if error.pgconn is not None and error.pgconn.used_password:
        return LoginRefused(role, database, Refusal.OTHER, reason)
    return Unreachable(address, reason)
