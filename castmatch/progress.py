"""What a long command is doing, and how long each step took: lines on stderr, which leave stdout to the result."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str) -> None:
    """Print one line on stderr."""
    sys.stderr.write(f"{text}\n")


@contextmanager
def step(text: str) -> Iterator[None]:
    """Print what begins, and at its end how many seconds it took; nothing more when it fails."""
    sys.stderr.write(f"{text} … ")
    sys.stderr.flush()
    started = time.monotonic()
    try:
        yield
    except BaseException:
        sys.stderr.write("\n")
        raise
    sys.stderr.write(f"{time.monotonic() - started:.1f} s\n")
