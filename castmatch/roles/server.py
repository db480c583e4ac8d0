"""Connections, opened with exactly the settings given here."""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import psycopg

from castmatch.roles.errors import AdminRefused, Unreachable
from castmatch.roles.names import MAINTENANCE_DATABASE

Connection = psycopg.Connection[tuple[Any, ...]]

# An application that holds a lock must not hang the run. The empty search path makes the server
# write every name with its schema. Read-only by default is a setting that somebody may have left on
# the database.
_ADMIN_OPTIONS = {
    "search_path": "",
    "lock_timeout": "15s",
    "statement_timeout": "60s",
    "default_transaction_read_only": "off",
    "TimeZone": "UTC",
    "DateStyle": "ISO",
}

_environment = threading.Lock()


@dataclass(frozen=True)
class ServerAddress:
    """Where the server is, and the superuser that manages roles there.

    `connect_timeout` in seconds, 2 or more.
    """

    host: str
    port: int
    admin_user: str
    admin_password: str = field(repr=False)
    connect_timeout: int = 3

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Sessions:
    """The admin's sessions, at most one a database: opened when first needed, closed together."""

    def __init__(self, server: ServerAddress) -> None:
        self.server = server
        self._open: dict[str, Connection] = {}
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.close()

    def of(self, database: str = MAINTENANCE_DATABASE) -> Connection:
        """The session in this database, in autocommit. Raises Unreachable or AdminRefused."""
        if database not in self._open:
            self._open[database] = self._closing.enter_context(connect_admin(self.server, database))
        return self._open[database]


def connect_admin(server: ServerAddress, database: str) -> Connection:
    """A session of the admin, in autocommit. Raises Unreachable or AdminRefused."""
    try:
        return connect(
            host=server.host,
            port=server.port,
            user=server.admin_user,
            password=server.admin_password,
            dbname=database,
            connect_timeout=server.connect_timeout,
            options=" ".join(f"-c {name}={value}" for name, value in _ADMIN_OPTIONS.items()),
        )
    except psycopg.OperationalError as error:
        failure = _explain(server, error)
    # Raised out here, so that the failure doesn't carry psycopg's error: that one knows the
    # connection string.
    raise failure


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
            **parameters,  # type: ignore[arg-type]
        )


def reason_of(error: psycopg.Error) -> str:
    """What the server or libpq said, on one line: host, port and user, never the password."""
    lines = (error.diag.message_primary or str(error)).strip().splitlines()
    return lines[0].removeprefix("connection failed: ") if lines else type(error).__name__


def _explain(server: ServerAddress, error: psycopg.OperationalError) -> Unreachable | AdminRefused:
    """Failed connections have no SQLSTATE.

    Being asked for a password tells in every language that a server answered.
    """
    asked = error.pgconn is not None and error.pgconn.used_password
    if asked or "pg_hba.conf" in str(error):
        return AdminRefused(str(server), server.admin_user, reason_of(error))
    return Unreachable(str(server), reason_of(error))


@contextmanager
def _without_libpq_variables() -> Iterator[None]:
    """Hide what libpq would take from PG* variables: PGSERVICE can't be overruled otherwise."""
    with _environment:
        hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PG")}
        try:
            yield
        finally:
            os.environ.update(hidden)
