"""The loop's view of one role. Everything that touches a server is behind this protocol."""

from collections.abc import Sequence
from typing import Protocol


class Reconciler(Protocol):
    """Observes and reconciles one role. Each method raises Unreachable when no server answers."""

    @property
    def name(self) -> str:
        """The role."""
        ...

    def observe(self) -> Sequence[str]:
        """Each difference from the declaration as a sentence. UserError: the role cannot be inspected."""
        ...

    def reconcile(self) -> Sequence[str]:
        """Bring the role to its declared state, verify it, and return each change as a sentence.

        Pending, Superseded, or another UserError: the role was not changed, or it still cannot log in.
        """
        ...

    def verify(self) -> None:
        """Log in as the role. UserError: the login is refused."""
        ...
