"""A login to PostgreSQL as the application role, and what it means when it fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from psycopg.rows import DictRow, dict_row

STATEMENT_LIMIT_MS = 2500
Connection = psycopg.AsyncConnection[DictRow]

# What the environment can heal without new code: server or role away, table missing, no grants; and what a session
# meets whose role or database goes away under it.
_ENVIRONMENTAL = (
    psycopg.OperationalError,
    psycopg.InternalError,
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedObject,
    psycopg.errors.InsufficientPrivilege,
    TimeoutError,
)


class DatabaseUnavailableError(Exception):
    """PostgreSQL cannot serve the role. The message says why, with the SQLSTATE if any."""


@asynccontextmanager
async def login(url: str, limit_s: float) -> AsyncIterator[Connection]:
    """Log in anew, end the session afterwards; all of it within `limit_s` seconds.

    A kept session would go on answering after its role was dropped.
    Raise DatabaseUnavailableError when login or work fails for a reason outside this code.
    """
    try:
        async with asyncio.timeout(limit_s), await _connect(url) as connection:
            yield connection
    except _ENVIRONMENTAL as error:
        raise DatabaseUnavailableError(describe(error, limit_s)) from error


async def _connect(url: str) -> Connection:
    return await psycopg.AsyncConnection.connect(
        url,
        autocommit=True,
        row_factory=dict_row,
        application_name="castmatch-ai",
        options=f"-c statement_timeout={STATEMENT_LIMIT_MS}",
    )


def describe(error: Exception, limit_s: float) -> str:
    """One line that says why `error` happened."""
    if isinstance(error, TimeoutError):
        return f"no answer within {limit_s:g} s"
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    sqlstate = getattr(error, "sqlstate", None)
    return f"SQLSTATE {sqlstate}: {line}" if sqlstate else line
