"""How the loop sees one role. Everything that touches a server is behind this."""

from collections.abc import Sequence
from typing import Protocol


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
