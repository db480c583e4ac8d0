"""How the loop sees one role. Everything that touches a server is behind this."""

# ruff: noqa: N818 - the names say what happened, and read well after "except"

from collections.abc import Sequence
from typing import Protocol

from castmatch.errors import UserError


class Superseded(UserError):
    """A newer declaration than this one is in force; whoever holds the old one leaves the role alone."""


class Pending(UserError):
    """The role waits for what another one must bring first."""


class Keeper(Protocol):
    """One role, and the means to keep it. Each method raises Unreachable when no server answers."""

    @property
    def name(self) -> str:
        """The role."""
        ...

    def look(self) -> Sequence[str]:
        """What is not as declared, in words; nothing when all is. UserError: it may not look."""
        ...

    def repair(self) -> Sequence[str]:
        """Bring the role to its declared state, prove it by a login, and say what was done.

        Pending, Superseded, or another UserError: it cannot be repaired, or was and still may not log in.
        """
        ...

    def prove(self) -> None:
        """Log in as the role. UserError: the login is refused."""
        ...
