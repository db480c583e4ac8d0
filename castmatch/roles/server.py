"""The server that roles live on, and the admin's ways in."""

import re
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Self

import psycopg

from castmatch.roles.connection import Connection, connect, reason_of
from castmatch.roles.errors import AdminRefused, DatabaseRefused, Unreachable
from castmatch.roles.names import MAINTENANCE_DATABASE

# The empty search path makes the server write every name with
# its schema. Read-only by default is a setting that somebody may have left on the database.
LOCK_TIMEOUT = 15.0  # seconds; an application that holds a lock must not hang the run
_OPTIONS = {
    "role": "none",
    "search_path": "",
    "statement_timeout": "60s",
    "default_transaction_read_only": "off",
    "TimeZone": "UTC",
    "DateStyle": "ISO",
}

# A server that says so is about to change its mind: nothing is wrong with the login.
_PASSING = re.compile(
    "starting up|shutting down|in recovery mode|not yet accepting|recovery state|terminating connection"
    "|too many clients|connection slots"
)

# The number only has to be nobody else's. Advisory locks belong to the database that they are taken in.
_LOCK = "SELECT pg_advisory_lock(hashtext('castmatch.roles'))"


Failure = Unreachable | AdminRefused | DatabaseRefused


@dataclass(frozen=True)
class ServerAddress:
    """Where the server is, and the superuser that manages roles there.

    Roles log in over TCP at `host` and `port`. The admin enters by the Unix socket in the folder `admin_host` where
    one is given, and over TCP where that is closed. `connect_timeout` in seconds, 2 or more; `lock_timeout` in seconds,
    for each lock that somebody else holds.
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
        """The hosts and socket folders by which the admin may come in, the first choice first."""
        return (self.admin_host, self.host) if self.admin_host else (self.host,)


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
    failures = []
    for entrance in server.entrances:
        try:
            return _enter(server, entrance, database)
        except psycopg.OperationalError as error:
            failures.append(_explain(server, entrance, database, error))
    # Raised out here, so that the failure doesn't carry psycopg's error: that one knows the connection string.
    raise _most_telling(failures)


def session_options(lock_timeout: float = LOCK_TIMEOUT) -> str:
    """The settings of the admin's sessions, in the form of libpq's options and PGOPTIONS. `lock_timeout` in seconds."""
    options = {**_OPTIONS, "lock_timeout": f"{lock_timeout * 1000:.0f}ms"}
    return " ".join(f"-c {name}={value}" for name, value in options.items())


def is_refusal(reason: str) -> bool:
    """Whether a server's word on a login is about the login, and not about a server that is not open yet.

    On a trusted socket no password is asked for, so the word is all there is: FATAL comes from the server alone.
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
    """A refused connection has no SQLSTATE; being asked for a password tells in every language that a server answered.

    The maintenance database always comes first: a refusal there is about the login, unless the server says that it is
    about the database; a refusal elsewhere is about the database.
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
    """The first that came from a server; else the first."""
    return min(failures, key=lambda failure: isinstance(failure, Unreachable))
