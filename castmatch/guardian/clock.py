"""Two clocks: a monotonic one to measure with, and the time of day for people."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def time_of_day() -> str:
    """Now in UTC, to the millisecond: 2025-07-01T09:30:00.250Z."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Clock:
    """`seconds` counts from an arbitrary moment; `utc` is text for people."""

    seconds: Callable[[], float] = time.monotonic
    utc: Callable[[], str] = time_of_day
