"""Connections, opened with exactly the settings that are given."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

Connection = psycopg.Connection[tuple[Any, ...]]

# Not even a verifier belongs in the server's log, whatever the log's settings. To be sent on its own: the server
# decides on logging a statement, or several sent as one, before it runs any of it.
SILENCE = """
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;
SET log_min_duration_sample = -1;
SET log_transaction_sample_rate = 0;
"""

_environment = threading.Lock()


def connect(**parameters: str | int) -> Connection:
    """psycopg.connect in autocommit, deaf to the caller's PG* variables and password files."""
    with _without_libpq_variables():
        return psycopg.connect(
            autocommit=True,
            client_encoding="UTF8",
            application_name="castmatch-roles",
            sslmode="disable",
            gssencmode="disable",
            passfile=os.devnull,
            tcp_user_timeout=30_000,  # milliseconds; a server whose network vanished must not hold us for hours
            **parameters,  # type: ignore[arg-type]
        )


def reason_of(error: psycopg.Error) -> str:
    """What the server or libpq said, on one line: host, port and user, never the password."""
    lines = (error.diag.message_primary or str(error)).strip().splitlines()
    return lines[0].removeprefix("connection failed: ") if lines else type(error).__name__


def is_lost(error: psycopg.Error) -> bool:
    """Whether the connection was lost, rather than a statement refused."""
    if not isinstance(error, psycopg.OperationalError):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P"))


@contextmanager
def _without_libpq_variables() -> Iterator[None]:
    """Hide what libpq would take from PG* variables: PGSERVICE and PGTZ can't be overruled by parameters."""
    with _environment:
        hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PG")}
        try:
            yield
        finally:
            os.environ.update(hidden)
