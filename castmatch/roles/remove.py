"""Remove a role whose declaration was renamed or deleted.

What it owns goes to the admin; no data is ever dropped.
"""

from typing import LiteralString

from psycopg import sql

from castmatch.roles.connection import Connection
from castmatch.roles.errors import CannotRemove
from castmatch.roles.failures import translated
from castmatch.roles.last_applied import REMOVED, record
from castmatch.roles.names import MAINTENANCE_DATABASE, check_not_the_admin, check_role_name
from castmatch.roles.server import ServerAddress, Sessions

# The databases in which the role owns an object or holds a privilege.
_DATABASES = """
SELECT DISTINCT datname
  FROM pg_shdepend
  JOIN pg_database ON pg_database.oid = dbid
  JOIN pg_roles ON pg_roles.oid = refobjid AND refclassid = 'pg_authid'::regclass
 WHERE rolname = %s
 ORDER BY datname
"""

_SESSIONS = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE usename = %s"

_EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = %s"

_NO_LOGIN: LiteralString = "ALTER ROLE {} NOLOGIN"
_GIVE_UP: tuple[LiteralString, ...] = ("REASSIGN OWNED BY {} TO CURRENT_USER", "DROP OWNED BY {}")
_DROP: LiteralString = "DROP ROLE {}"


def remove(server: ServerAddress, role: str) -> None:
    """Remove the role. Its databases and everything in them stay, owned by the admin.

    Does nothing when there is no such role. Raises Unreachable, AdminRefused, DatabaseRefused or CannotRemove.
    """
    check_role_name(role)
    check_not_the_admin(role, server.admin_user)
    with translated(server, role, CannotRemove), Sessions(server) as sessions:
        maintenance = sessions.take_turns().of()
        record(maintenance, role, REMOVED)
        if maintenance.execute(_EXISTS, [role]).fetchone():
            _retire(sessions, role)


def removal(server: ServerAddress, role: str) -> tuple[tuple[str, sql.Composed], ...]:
    """The databases and statements that `remove` would run, in order; none for a missing role. Changes nothing.

    Raises Unreachable, AdminRefused, DatabaseRefused or CannotRemove.
    """
    with translated(server, role, CannotRemove), Sessions(server) as sessions:
        maintenance = sessions.of()
        if not maintenance.execute(_EXISTS, [role]).fetchone():
            return ()
        databases = [database for (database,) in maintenance.execute(_DATABASES, [role]).fetchall()]
    give_up = [(database, text) for database in (*databases, MAINTENANCE_DATABASE) for text in _GIVE_UP]
    steps = [(MAINTENANCE_DATABASE, _NO_LOGIN), *give_up, (MAINTENANCE_DATABASE, _DROP)]
    return tuple((database, _about(text, role)) for database, text in steps)


def _retire(sessions: Sessions, role: str) -> None:
    maintenance = sessions.of()
    # DROP OWNED drops what a session of the role creates after REASSIGN OWNED: so end all its sessions first.
    maintenance.execute(_about(_NO_LOGIN, role))
    maintenance.execute(_SESSIONS, [role])
    for (database,) in maintenance.execute(_DATABASES, [role]).fetchall():
        _give_up(sessions.of(database), role)
    with maintenance.transaction():
        _give_up(maintenance, role)
        maintenance.execute(_about(_DROP, role))


def _give_up(session: Connection, role: str) -> None:
    with session.transaction():
        for text in _GIVE_UP:
            session.execute(_about(text, role))


def _about(text: LiteralString, role: str) -> sql.Composed:
    return sql.SQL(text).format(sql.Identifier(role))
