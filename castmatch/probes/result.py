"""What one probe found, and how long it took."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ProbeResult:
    """`detail` says what was found, in words without secrets; `latency_ms` is how long the probe took."""

    ready: bool
    detail: str
    latency_ms: float


Probe = Callable[[], ProbeResult]


def milliseconds_since(started: float) -> float:
    """Milliseconds since a reading of time.monotonic()."""
    return round((time.monotonic() - started) * 1000, 1)
