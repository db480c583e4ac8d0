"""The server that roles live on, and how the admin connects to it."""

import re
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Self

import psycopg

from castmatch.roles.connection import Connection, connect, reason_of
from castmatch.roles.errors import AdminRefused, DatabaseRefused, Unreachable
from castmatch.roles.names import MAINTENANCE_DATABASE

LOCK_TIMEOUT = 15.0  # seconds; an application that holds a lock must not block a run for ever
# The empty search path makes the server write every name with its schema. A database may have been set read-only.
_OPTIONS = {
    "role": "none",
    "search_path": "",
    "statement_timeout": "60s",
    "default_transaction_read_only": "off",
    "TimeZone": "UTC",
    "DateStyle": "ISO",
}

# The server will answer differently soon: nothing is wrong with the login.
_PASSING = re.compile(
    "starting up|shutting down|in recovery mode|not yet accepting|recovery state|terminating connection"
    "|too many clients|connection slots"
)

# The number only has to be unique. Advisory locks belong to the database in which they are taken.
_LOCK = "SELECT pg_advisory_lock(hashtext('castmatch.roles'))"


Failure = Unreachable | AdminRefused | DatabaseRefused


@dataclass(frozen=True)
class ServerAddress:
    """Where the server is, and the superuser that manages roles there.

    Roles log in over TCP at `host` and `port`. The admin connects through the Unix socket in the folder `admin_host`,
    and over TCP where none is given or it is closed. `connect_timeout` in seconds, 2 or more; `lock_timeout` in
    seconds, for each lock that another session holds.
    """

    host: str
    port: int
    admin_user: str
    admin_password: str = field(repr=False)
    connect_timeout: int = 3
    admin_host: str = ""
    lock_timeout: float = LOCK_TIMEOUT

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def entrances(self) -> tuple[str, ...]:
        """The hosts and socket folders through which the admin may connect, the first choice first."""
        return (self.admin_host, self.host) if self.admin_host else (self.host,)


class Sessions(ExitStack):
    """The admin's sessions, at most one per database: opened when first needed, closed together."""

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
    failures = []
    for entrance in server.entrances:
        try:
            return _enter(server, entrance, database)
        except psycopg.OperationalError as error:
            failures.append(_explain(server, entrance, database, error))
    # Raised outside of the handler, so that it doesn't carry psycopg's error, which holds the connection string.
    raise _most_telling(failures)


def session_options(lock_timeout: float = LOCK_TIMEOUT) -> str:
    """The settings of the admin's sessions, in the form of libpq's options and PGOPTIONS. `lock_timeout` in seconds."""
    options = {**_OPTIONS, "lock_timeout": f"{lock_timeout * 1000:.0f}ms"}
    return " ".join(f"-c {name}={value}" for name, value in options.items())


def is_refusal(reason: str) -> bool:
    """Whether the server refused the login itself, and is not merely starting or stopping.

    A trusted socket asks for no password, so only the text tells: FATAL comes from the server alone.
    """
    return ("FATAL:" in reason or "pg_hba.conf" in reason) and not _PASSING.search(reason)


def _enter(server: ServerAddress, entrance: str, database: str) -> Connection:
    return connect(
        host=entrance,
        port=server.port,
        user=server.admin_user,
        password=server.admin_password,
        dbname=database,
        connect_timeout=server.connect_timeout,
        options=session_options(server.lock_timeout),
    )


def _explain(server: ServerAddress, entrance: str, database: str, error: psycopg.OperationalError) -> Failure:
    """Classify a refused connection. It has no SQLSTATE, but a request for a password proves that a server answered.

    The maintenance database always comes first: a refusal there is about the login, unless the server names the
    database; a refusal elsewhere is about the database.
    """
    reason = reason_of(error)
    address = f"{entrance}/.s.PGSQL.{server.port}" if entrance.startswith("/") else f"{entrance}:{server.port}"
    asked = error.pgconn is not None and (error.pgconn.used_password or error.pgconn.needs_password)
    if _PASSING.search(reason) or not (asked or is_refusal(reason)):
        return Unreachable(address, reason)
    if database == MAINTENANCE_DATABASE and not re.search(r'FATAL:\s+database "', reason):
        return AdminRefused(address, server.admin_user, reason)
    return DatabaseRefused(database, reason)


def _most_telling(failures: Iterable[Failure]) -> Failure:
    """The first failure that came from a server; else the first."""
    return min(failures, key=lambda failure: isinstance(failure, Unreachable))
