"""An incident that is not over yet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from castmatch.guardian.clock import Clock
from castmatch.guardian.record import Incident, Outcome

MOST = 20  # sentences that one incident keeps; a revoked schema can have thousands


@dataclass(frozen=True)
class OpenIncident:
    """The findings so far.

    Args:
        seen: the findings of the last observation.
        found: all findings since the incident began.
        last_good: when the role was last not seen to be wrong, in seconds of the clock.
        noticed: when the role was first seen to be wrong, in seconds of the clock.
    """

    role: str
    seen: tuple[str, ...]
    found: tuple[str, ...]
    last_good: float
    noticed: float
    noticed_at: str

    @classmethod
    def begin(cls, role: str, found: tuple[str, ...], last_good: float, clock: Clock) -> "OpenIncident":
        return cls(role, found, _first(found), last_good, clock.seconds(), clock.utc())

    def sees(self, found: tuple[str, ...]) -> "OpenIncident":
        """The same incident after another observation."""
        return replace(self, seen=found, found=_first(tuple(dict.fromkeys((*self.found, *found)))))

    def end(self, outcome: Outcome, done: Sequence[str], failures: int, now: float) -> Incident:
        return Incident(
            role=self.role,
            found=self.found,
            done=_first(tuple(done)),
            noticed_at=self.noticed_at,
            wrong_seconds=round(now - self.last_good, 3),
            repair_seconds=round(now - self.noticed, 3),
            failures=failures,
            outcome=outcome,
        )


def _first(sentences: tuple[str, ...]) -> tuple[str, ...]:
    if len(sentences) <= MOST:
        return sentences
    return (*sentences[: MOST - 1], "and more")
