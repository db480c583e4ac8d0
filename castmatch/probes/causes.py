"""Known causes in a service's log, and the next step for each."""

import re
from collections.abc import Sequence

_KNOWN: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"initialized by PostgreSQL version (\S+), which is not compatible with this version (\S+)"),
        "the volume belongs to PostgreSQL {0}: set castmatch:images.postgres to an image of {0}, "
        "or dump with {0} and restore into a new volume with {1}; then: make up",
    ),
    (
        re.compile(r"Cannot find (?:module|package) '([^'./][^']*)'"),
        "install {0} in the checkout (it goes into package.json and the lock), then: make up",
    ),
    (re.compile(r"No module named '(?!app[.'])([^']+)'"), "add {0} to the checkout's requirements.txt, then: make up"),
)


def cure(lines: Sequence[str]) -> str | None:
    """The next step for the last known cause among log lines; None when none is known."""
    for line in reversed(lines):
        for pattern, advice in _KNOWN:
            found = pattern.search(line)
            if found:
                return advice.format(*found.groups())
    return None
