"""The server that roles live on, and the admin's way in."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Self

import psycopg

from castmatch.roles.connection import Connection, connect, reason_of
from castmatch.roles.errors import AdminRefused, DatabaseRefused, Unreachable
from castmatch.roles.names import MAINTENANCE_DATABASE

# An application that holds a lock must not hang the run. The empty search path makes the server write every name with
# its schema. Read-only by default is a setting that somebody may have left on the database.
_OPTIONS = {
    "search_path": "",
    "lock_timeout": "15s",
    "statement_timeout": "60s",
    "default_transaction_read_only": "off",
    "TimeZone": "UTC",
    "DateStyle": "ISO",
}

# The number only has to be nobody else's. Advisory locks belong to the database that they are taken in.
_LOCK = "SELECT pg_advisory_lock(hashtext('castmatch.roles'))"


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


class Sessions(ExitStack):
    """The admin's sessions, at most one a database: opened when first needed, closed together."""

    def __init__(self, server: ServerAddress) -> None:
        super().__init__()
        self._server = server
        self._open: dict[str, Connection] = {}

    def of(self, database: str = MAINTENANCE_DATABASE) -> Connection:
        """The session in this database, in autocommit. Raises Unreachable, AdminRefused or DatabaseRefused."""
        if database not in self._open:
            self._open[database] = self.enter_context(connect_admin(self._server, database))
        return self._open[database]

    def take_turns(self) -> Self:
        """Wait until no other run changes roles on this server. Ends with the sessions."""
        self.of().execute(_LOCK)
        return self


def connect_admin(server: ServerAddress, database: str = MAINTENANCE_DATABASE) -> Connection:
    """A session of the admin, in autocommit. Raises Unreachable, AdminRefused or DatabaseRefused."""
    try:
        return connect(
            host=server.host,
            port=server.port,
            user=server.admin_user,
            password=server.admin_password,
            dbname=database,
            connect_timeout=server.connect_timeout,
            options=" ".join(f"-c {name}={value}" for name, value in _OPTIONS.items()),
        )
    except psycopg.OperationalError as error:
        failure = _explain(server, database, error)
    # Raised out here, so that the failure doesn't carry psycopg's error: that one knows the connection string.
    raise failure


def _explain(
    server: ServerAddress, database: str, error: psycopg.OperationalError
) -> Unreachable | AdminRefused | DatabaseRefused:
    """A refused connection has no SQLSTATE; being asked for a password tells in every language that a server answered.

    The maintenance database always lets the admin in, and always comes first: a refusal there is about the login, a
    refusal elsewhere is about the database.
    """
    reason = reason_of(error)
    asked = error.pgconn is not None and error.pgconn.used_password
    if not asked and "pg_hba.conf" not in reason:
        return Unreachable(str(server), reason)
    if database == MAINTENANCE_DATABASE:
        return AdminRefused(str(server), server.admin_user, reason)
    return DatabaseRefused(database, reason)
