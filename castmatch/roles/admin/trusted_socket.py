"""SQL through the socket that lets every role in without a password, for when the administrator can't log in."""

from dataclasses import dataclass, replace
from typing import Any, Protocol

import psycopg

from castmatch.roles.connection import SILENCE, Connection, is_lost, reason_of
from castmatch.roles.errors import AdminRefused, DatabaseRefused, Unreachable
from castmatch.roles.server import ServerAddress, connect_admin


class LoginFailed(Exception):  # noqa: N818 - it says what happened, and reads well after "except"
    """The server refused this role's login. Holds the server's message."""


class StatementFailed(Exception):  # noqa: N818
    """The server refused the statement. Holds the server's message, never the statement."""


class TrustedSocket(Protocol):
    """SQL through the socket as any role. Both raise LoginFailed, StatementFailed, or Unreachable."""

    def query(self, role: str, database: str, query: str) -> str:
        """Run a query; return the only value of its only row, as text."""

    def execute(self, role: str, database: str, statements: str) -> None:
        """Run statements as a superuser in one transaction, kept out of the server's log."""


@dataclass(frozen=True)
class ServerSocket:
    """The socket in the folder `server.admin_host`."""

    server: ServerAddress

    def query(self, role: str, database: str, query: str) -> str:
        with self._session(role, database) as session:
            return str(_run(self.server, session, query)[0][0])

    def execute(self, role: str, database: str, statements: str) -> None:
        with self._session(role, database) as session:
            _run(self.server, session, SILENCE)
            _run(self.server, session, f"BEGIN; {statements}; COMMIT")

    def _session(self, role: str, database: str) -> Connection:
        # Only the administrator sends its password; libpq takes an empty one for none at all.
        password = self.server.admin_password if role == self.server.admin_user else "not asked for"
        inside = replace(self.server, host=self.server.admin_host or self.server.host, admin_host="")
        try:
            return connect_admin(replace(inside, admin_user=role, admin_password=password), database)
        except (AdminRefused, DatabaseRefused) as error:
            raise LoginFailed(error.found) from None


def _run(server: ServerAddress, session: Connection, statements: str) -> list[tuple[Any, ...]]:
    try:
        cursor = session.execute(statements.encode())
        return cursor.fetchall() if cursor.description else []
    except psycopg.Error as error:
        if is_lost(error):
            raise Unreachable(str(server), reason_of(error)) from None
        raise StatementFailed(reason_of(error)) from None
