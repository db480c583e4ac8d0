"""Proof that a role works: log in as an application does, and look around from inside."""

import psycopg

from castmatch.roles.connection import Connection, connect, reason_of
from castmatch.roles.errors import LoginRefused, Refusal, Unreachable

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

_CREATE = frozenset({"CREATE"})


def verify_login(
    host: str,
    port: int,
    role: str,
    password: str,
    database: str,
    schemas: tuple[str, ...] = ("public",),
    connect_timeout: int = 3,
    rights: frozenset[str] = _CREATE,
    may_be_read_only: bool = False,
) -> None:
    """Log in over TCP as the role with its password, and see that it has its `rights` in its schemas and no more power.

    `connect_timeout` in seconds, 2 or more. Raises LoginRefused, or Unreachable when no server
    answers.
    """
    try:
        with connect(
            host=host,
            port=port,
            user=role,
            password=password,
            dbname=database,
            connect_timeout=connect_timeout,
        ) as connection:
            fault = _fault(connection, role, schemas, rights, may_be_read_only)
    except psycopg.OperationalError as error:
        failure = _explain(error, f"{host}:{port}", role, database)
    else:
        if fault is None:
            return
        failure = LoginRefused(role, database, Refusal.NOT_ALLOWED, fault)
    raise failure


def _fault(
    connection: Connection, role: str, schemas: tuple[str, ...], rights: frozenset[str], may_be_read_only: bool
) -> str | None:
    rows = connection.execute(_LOOK_AROUND, [list(schemas), sorted(rights)])
    [(user, is_superuser, is_read_only, is_lost, lacking)] = rows
    if user != role:
        return f"the session's user is {user}"
    if not connection.pgconn.used_password:
        return "the server lets it in without asking for a password"
    if is_superuser:
        return "it is a superuser"
    if is_read_only and not may_be_read_only:
        return "default_transaction_read_only is on"
    if lacking:
        return f"it may not {', '.join(lacking)}"
    return "its search_path leads nowhere" if is_lost and rights and "public" in schemas else None


def _explain(error: psycopg.OperationalError, address: str, role: str, database: str) -> LoginRefused | Unreachable:
    reason = reason_of(error)
    for words, refusal in _REFUSALS.items():
        if words in reason:
            return LoginRefused(role, database, refusal, reason)
    if error.pgconn is not None and error.pgconn.used_password:
        return LoginRefused(role, database, Refusal.OTHER, reason)
    return Unreachable(address, reason)
