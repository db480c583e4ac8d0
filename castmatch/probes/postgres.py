"""PostgreSQL is ready when the application role logs in over TCP with its password and runs a statement.

Never pg_isready: it ignores role and database, and answers for the temporary server of a first initialisation.
"""

import time
from urllib.parse import unquote, urlsplit

import psycopg

from castmatch.probes.result import ProbeResult, milliseconds_since
from castmatch.roles.connection import connect, reason_of


def login(url: str, timeout: float = 2) -> ProbeResult:
    """Log in with a database URL. `timeout` in seconds; libpq's minimum is 2."""
    started = time.monotonic()
    address = urlsplit(url)
    try:
        with connect(
            host=address.hostname or "",
            port=address.port or 5432,
            user=unquote(address.username or ""),
            password=unquote(address.password or ""),
            dbname=unquote(address.path.removeprefix("/")),
            connect_timeout=max(2, round(timeout)),
        ) as connection:
            row = connection.execute("SELECT session_user::text").fetchone()
    except psycopg.Error as error:
        return ProbeResult(False, reason_of(error), milliseconds_since(started))
    return ProbeResult(row is not None, f"logged in as {row[0] if row else None}", milliseconds_since(started))
