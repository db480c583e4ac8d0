"""The result of one probe."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ProbeResult:
    """`detail` describes what was found, without secrets; `latency_ms` is the duration of the probe."""

    ready: bool
    detail: str
    latency_ms: float


Probe = Callable[[], ProbeResult]


def milliseconds_since(started: float) -> float:
    """Milliseconds since a reading of time.monotonic()."""
    return round((time.monotonic() - started) * 1000, 1)
