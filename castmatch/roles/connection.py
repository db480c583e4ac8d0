"""Connections that are opened with exactly the given settings."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

Connection = psycopg.Connection[tuple[Any, ...]]

# Keeps even verifiers out of the server's log. Must be sent on its own: the server decides on logging a statement, or
# several sent as one, before it runs any of it.
SILENCE = """
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;
SET log_min_duration_sample = -1;
SET log_transaction_sample_rate = 0;
"""

_environment = threading.Lock()


def connect(**parameters: str | int) -> Connection:
    """Connect in autocommit, without the caller's PG* variables and password files."""
    with _without_libpq_variables():
        return psycopg.connect(
            autocommit=True,
            client_encoding="UTF8",
            application_name="castmatch-roles",
            sslmode="disable",
            gssencmode="disable",
            passfile=os.devnull,
            tcp_user_timeout=30_000,  # milliseconds; without it a vanished network blocks for hours
            **parameters,  # type: ignore[arg-type]
        )


def reason_of(error: psycopg.Error) -> str:
    """The first line of the server's or libpq's error: host, port and user, never the password."""
    lines = (error.diag.message_primary or str(error)).strip().splitlines()
    return lines[0].removeprefix("connection failed: ") if lines else type(error).__name__


def is_lost(error: psycopg.Error) -> bool:
    """Whether the connection was lost, rather than a statement refused."""
    if not isinstance(error, psycopg.OperationalError):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P"))


@contextmanager
def _without_libpq_variables() -> Iterator[None]:
    """Hide PG* variables from libpq: parameters can't override PGSERVICE and PGTZ."""
    with _environment:
        hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PG")}
        try:
            yield
        finally:
            os.environ.update(hidden)
