"""A reconciler that observes less often than the loop ticks."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from castmatch.guardian.clock import Clock
from castmatch.guardian.reconciler import Reconciler


@dataclass
class Throttled:
    """Observes every few seconds while nothing is wrong, and at every tick from a finding until it is fixed.

    Args:
        inner: the reconciler that does the work.
        every: seconds between two observations.
    """

    inner: Reconciler
    every: float
    clock: Clock = field(default_factory=Clock)
    _due: float = 0.0

    @property
    def name(self) -> str:
        return self.inner.name

    def observe(self) -> Sequence[str]:
        now = self.clock.seconds()
        if now < self._due:
            return ()
        self._due = 0.0
        found = self.inner.observe()
        if not found:
            self._due = now + self.every
        return found

    def reconcile(self) -> Sequence[str]:
        return self.inner.reconcile()

    def verify(self) -> None:
        self.inner.verify()
