"""A keeper that looks less often than the loop ticks."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from castmatch.guardian.clock import Clock
from castmatch.guardian.reconciler import Keeper


@dataclass
class Throttled:
    """What rarely goes wrong needs no look at every tick; once something is wrong, it is looked at until it is right.

    Args:
        keeper: the one that looks.
        every: seconds between two looks.
    """

    keeper: Keeper
    every: float
    clock: Clock = field(default_factory=Clock)
    _due: float = 0.0

    @property
    def name(self) -> str:
        return self.keeper.name

    def look(self) -> Sequence[str]:
        now = self.clock.seconds()
        if now < self._due:
            return ()
        self._due = 0.0
        found = self.keeper.look()
        if not found:
            self._due = now + self.every
        return found

    def repair(self) -> Sequence[str]:
        return self.keeper.repair()

    def prove(self) -> None:
        self.keeper.prove()
