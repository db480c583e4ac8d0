"""Durations as people write them and as Docker prints them back.

Docker stores a health check's interval in nanoseconds and prints it in Go's form ("1m0s"). A declared "60s"
would therefore always differ from what a refresh reads, so every duration is normalised to Go's form.
"""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_STEP = timedelta(milliseconds=1)
_LONGEST = 366 * 86400.0  # seconds; far above any use, and safely below an overflow
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|h|m|s)")


def parse(text: Any) -> timedelta:
    """Read "30s", "1m30s", "500ms" or "1.5h"; raise ValueError for anything else or for nothing."""
    if isinstance(text, timedelta):
        return text
    parts = _PART.findall(str(text))
    if not parts or "".join(number + unit for number, unit in parts) != str(text):
        raise ValueError("a duration such as 30s, 1m30s or 500ms")
    seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
    if seconds > _LONGEST:
        raise ValueError("a duration of at most a year, such as 30s")
    duration = timedelta(seconds=seconds)
    if duration < _STEP or duration % _STEP:
        raise ValueError("a duration of whole milliseconds, such as 30s")
    return duration


def in_go_form(duration: timedelta) -> str:
    """Write a duration as Go's time.Duration.String does: 500ms, 30s, 1m30s, 1h0m0s."""
    seconds = duration.total_seconds()
    if seconds < 1:
        return f"{seconds * 1000:g}ms"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    head = f"{hours}h{minutes}m" if hours else f"{minutes}m" if minutes else ""
    return f"{head}{rest:g}s"


Duration = Annotated[
    timedelta,
    BeforeValidator(parse),
    PlainSerializer(in_go_form, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^(\d+(\.\d+)?(ms|h|m|s))+$"}),
]
