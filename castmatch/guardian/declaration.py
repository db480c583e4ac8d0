"""The guardian's input: one JSON document, with secrets, in a file that only its container has."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from castmatch.errors import UserError
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.document import from_document, to_document
from castmatch.roles.server import ServerAddress

LOCK_TIMEOUT = 2.0  # seconds; one locked role must not delay the others
Mode = Literal["repair", "watch"]


@dataclass(frozen=True)
class Server:
    """The PostgreSQL server.

    Args:
        host: where roles log in, over TCP.
        admin_host: the folder with the server's socket, where the administrator logs in; empty means over TCP too.
            Through the socket the guardian also keeps the administrator and pg_hba.conf.
        container: the server's container, for the next step of an error.
    """

    host: str
    port: int
    admin_user: str
    admin_password: str = field(repr=False)
    admin_host: str = ""
    container: str = ""

    @property
    def address(self) -> ServerAddress:
        login = (self.host, self.port, self.admin_user, self.admin_password)
        return ServerAddress(*login, admin_host=self.admin_host, lock_timeout=LOCK_TIMEOUT)


@dataclass(frozen=True)
class GuardianDeclaration:
    """The roles to keep, and how.

    Args:
        interval: seconds between two observations.
        prove_every: seconds between two logins as a role that is as declared.
        mode: "repair", or "watch" to report and change nothing.
    """

    stack: str
    server: Server
    roles: tuple[RoleDeclaration, ...]
    interval: float = 1.0
    prove_every: float = 3.0
    mode: Mode = "repair"

    def __post_init__(self) -> None:
        if self.mode not in get_args(Mode) or not self.interval > 0 or not self.prove_every > 0:
            raise ValueError("mode repair or watch, and intervals above zero")

    def as_document(self) -> dict[str, Any]:
        """The document as plain data; it holds secrets."""
        return {**asdict(self), "roles": [to_document(role) for role in self.roles]}


def read(path: Path) -> GuardianDeclaration:
    """Read the document from a file. UserError when the file is missing or not such a document."""
    expected = f"the guardian's declaration in {path}"
    next_step = "make up writes it; elsewhere see castmatch/guardian/declaration.py"
    try:
        return parse(json.loads(path.read_text()))
    except OSError as error:
        failure = UserError(expected, error.strerror or "an unreadable file", next_step)
    except (ValueError, KeyError, TypeError) as error:
        failure = UserError(expected, f"an invalid document ({type(error).__name__})", next_step)
    # Raised outside of the handler: the error may quote a secret, and no failure carries it from here.
    raise failure


def parse(document: dict[str, Any]) -> GuardianDeclaration:
    """Read the document that `as_document` wrote; raises ValueError, KeyError, TypeError or UserError."""
    return GuardianDeclaration(
        **{
            **document,
            "server": Server(**document["server"]),
            "roles": tuple(from_document(role) for role in document["roles"]),
        }
    )
