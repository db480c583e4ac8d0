"""What a long command is at, and how long each step took: lines on stderr, so that stdout stays the result's."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is begun, and after it how many seconds it took; nothing more when it fails."""
    sys.stderr.write(f"{text} … ")
    sys.stderr.flush()
    started = time.monotonic()
    try:
        yield
    except BaseException:
        sys.stderr.write("\n")
        raise
    sys.stderr.write(f"{time.monotonic() - started:.1f} s\n")
