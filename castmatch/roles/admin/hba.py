"""Keep the server's pg_hba.conf as declared: read, compare and write it through SQL, as the administrator."""

import time
from datetime import datetime
from typing import Any, cast

import psycopg
from psycopg import sql

from castmatch.roles.admin.hba_rules import differences, hba_text
from castmatch.roles.connection import Connection, is_lost, reason_of
from castmatch.roles.errors import CannotRestoreHba, Unreachable
from castmatch.roles.server import ServerAddress, connect_admin

_IN_FORCE_WITHIN = 10.0  # seconds; a reload takes milliseconds
_PAUSE = 0.05

# The time of a file has whole seconds. So a file written in the second after the server loaded it counts as loaded.
_FILE = """
SELECT current_setting('hba_file'),
       pg_read_binary_file(current_setting('hba_file'), 0, 1000000, true),
       coalesce((pg_stat_file(current_setting('hba_file'), true)).modification <= pg_conf_load_time(), false)
"""


def observe_hba(server: ServerAddress) -> tuple[str, ...]:
    """Differences from the declared file, one sentence each; changes nothing.

    Raises Unreachable, AdminRefused or CannotRestoreHba.
    """
    with connect_admin(server) as session:
        return differences(*_read(server, session)[1:])


def restore_hba(server: ServerAddress) -> tuple[str, ...]:
    """Write the declared file and put it in force; return the differences that were found.

    Raises Unreachable, AdminRefused, or CannotRestoreHba where the server can't write its file.
    """
    with connect_admin(server) as session:
        path, text, loaded = _read(server, session)
        differing = differences(text, loaded)
        if not differing:
            return ()
        written = _write(server, session, path, rewrite=text != hba_text())
    _wait_until_in_force(server, path, written)
    return differing


def _read(server: ServerAddress, session: Connection) -> tuple[str, str | None, bool]:
    """The file's path, its text (None: there is no file), and whether the server has loaded it as it is."""
    ((path, content, loaded),) = _run(server, session, "pg_hba.conf", _FILE)
    return path, None if content is None else content.decode(errors="replace"), loaded


def _write(server: ServerAddress, session: Connection, path: str, rewrite: bool) -> datetime:
    """Write the file, request a reload, and return the server's time before it."""
    if rewrite:
        copy = sql.SQL("COPY (SELECT unnest({}::text[])) TO {}")
        _run(server, session, path, copy.format(hba_text().splitlines(), path).as_string())
    ((before, _),) = _run(server, session, path, "SELECT clock_timestamp(), pg_reload_conf()")
    return cast("datetime", before)


def _wait_until_in_force(server: ServerAddress, path: str, written: datetime) -> None:
    """The server forks a session only after it has loaded the rules, so a new session tells the truth."""
    deadline = time.monotonic() + _IN_FORCE_WITHIN
    while time.monotonic() < deadline:
        with connect_admin(server) as session:
            ((loaded,),) = _run(server, session, path, "SELECT pg_conf_load_time()")
            if loaded > written:
                left = differences(*_read(server, session)[1:])
                if left:
                    raise CannotRestoreHba(path, "; ".join(left))
                return
        time.sleep(_PAUSE)
    raise CannotRestoreHba(path, f"written, but the server has not loaded it within {_IN_FORCE_WITHIN:g} s")


def _run(server: ServerAddress, session: Connection, path: str, statement: str) -> list[tuple[Any, ...]]:
    try:
        cursor = session.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []
    except psycopg.Error as error:
        if is_lost(error):
            raise Unreachable(str(server), reason_of(error)) from None
        raise CannotRestoreHba(path, reason_of(error)) from None
