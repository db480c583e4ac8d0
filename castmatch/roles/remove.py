"""Remove a role whose declaration was renamed or deleted.

What it owns goes to the admin; no data is ever dropped.
"""

import psycopg
from psycopg import sql

from castmatch.roles.errors import CannotRemove, Unreachable
from castmatch.roles.failures import is_gone
from castmatch.roles.names import check_role_name
from castmatch.roles.server import Connection, ServerAddress, Sessions, reason_of

# Where the role owns something or holds a privilege. Its own database is among them, found rather
# than told.
_DATABASES = """
SELECT DISTINCT datname
  FROM pg_shdepend
  JOIN pg_database ON pg_database.oid = dbid
  JOIN pg_roles ON pg_roles.oid = refobjid AND refclassid = 'pg_authid'::regclass
 WHERE rolname = %s
 ORDER BY datname
"""

_SESSIONS = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE usename = %s"

_EXISTS = "SELECT FROM pg_roles WHERE rolname = %s"


def remove(server: ServerAddress, role: str) -> None:
    """Remove the role. Its databases and everything in them stay, owned by the admin.

    Does nothing when there is no such role. Raises Unreachable, AdminRefused or CannotRemove.
    """
    check_role_name(role)
    try:
        with Sessions(server) as sessions:
            if sessions.of().execute(_EXISTS, [role]).fetchone():
                _retire(sessions, role)
    except psycopg.Error as error:
        if is_gone(error):
            raise Unreachable(str(server), reason_of(error)) from None
        raise CannotRemove(role, error.sqlstate, reason_of(error)) from None


def _retire(sessions: Sessions, role: str) -> None:
    maintenance = sessions.of()
    # DROP OWNED would drop what a session of the role creates after REASSIGN OWNED: so there must
    # be no such session.
    _run(maintenance, "ALTER ROLE {} NOLOGIN", role)
    maintenance.execute(_SESSIONS, [role])
    for (database,) in maintenance.execute(_DATABASES, [role]).fetchall():
        _give_up(sessions.of(database), role)
    with maintenance.transaction():
        _give_up(maintenance, role)
        _run(maintenance, "DROP ROLE {}", role)


def _give_up(session: Connection, role: str) -> None:
    with session.transaction():
        _run(session, "REASSIGN OWNED BY {} TO CURRENT_USER", role)
        _run(session, "DROP OWNED BY {}", role)


def _run(session: Connection, statement: str, role: str) -> None:
    session.execute(sql.SQL(statement).format(sql.Identifier(role)))
