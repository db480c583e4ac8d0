"""What the guardian is told: one JSON document, with secrets, in a file that only its container has."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from castmatch.errors import UserError
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.document import from_document, to_document
from castmatch.roles.server import ServerAddress

LOCK_TIMEOUT = 2.0  # seconds; a lock that somebody holds must not keep the other roles waiting
Mode = Literal["repair", "watch"]


@dataclass(frozen=True)
class Server:
    """Where PostgreSQL is.

    Args:
        host: where roles log in, over TCP.
        admin_host: where the administrator enters: the folder with the server's socket; empty means over TCP too.
            By the socket the administrator itself and the host rules are kept as well.
        container: the server's, for the next command of an error.
    """

    host: str
    port: int
    admin_user: str
    admin_password: str = field(repr=False)
    admin_host: str = ""
    container: str = ""

    @property
    def address(self) -> ServerAddress:
        way_in = (self.host, self.port, self.admin_user, self.admin_password)
        return ServerAddress(*way_in, admin_host=self.admin_host, lock_timeout=LOCK_TIMEOUT)


@dataclass(frozen=True)
class GuardianDeclaration:
    """What to guard, and how.

    Args:
        interval: seconds between two looks.
        prove_every: seconds between two logins as a role that is in order.
        mode: "repair", or "watch" to look and tell only.
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
    """Read the document from a file. UserError when there is none or it is no such document."""
    expected = f"the guardian's declaration in {path}"
    next_step = "make up writes it; elsewhere see castmatch/guardian/declaration.py"
    try:
        return parse(json.loads(path.read_text()))
    except OSError as error:
        failure = UserError(expected, error.strerror or "it cannot be read", next_step)
    except (ValueError, KeyError, TypeError) as error:
        failure = UserError(expected, f"a document that is not one ({type(error).__name__})", next_step)
    # Raised out here, so that the failure doesn't carry the error: that one may quote a secret.
    raise failure


def parse(document: dict[str, Any]) -> GuardianDeclaration:
    """Read the document as `as_document` wrote it; raises ValueError, KeyError, TypeError or UserError."""
    return GuardianDeclaration(
        **{
            **document,
            "server": Server(**document["server"]),
            "roles": tuple(from_document(role) for role in document["roles"]),
        }
    )
