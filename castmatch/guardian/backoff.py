"""The pause after a failed try."""

from dataclasses import dataclass

FIRST = 1.0  # seconds
LONGEST = 60.0


@dataclass(frozen=True)
class Backoff:
    """Each failure doubles the pause, up to a minute. After a success the caller starts with a new Backoff.

    Args:
        pause: seconds between the last failure and the next try.
        due: when the next try is due, in seconds of the caller's clock.
        failures: failed tries in a row.
    """

    pause: float = 0.0
    due: float = 0.0
    failures: int = 0

    def is_due(self, now: float) -> bool:
        return now >= self.due

    def failed(self, now: float) -> "Backoff":
        """The same after one more failure at `now`."""
        pause = min(LONGEST, self.pause * 2 or FIRST)
        return Backoff(pause, now + pause, self.failures + 1)

    def seconds_left(self, now: float) -> float:
        return max(0.0, self.due - now)
