"""One way to wait for what somebody else does."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(
    condition: Callable[[], T], within: float = 30.0, every: float = 0.1, during: tuple[type[Exception], ...] = ()
) -> T:
    """The first truthy answer of `condition`.

    Args:
        within: seconds until it gives up; a last look is taken then.
        every: seconds between two looks.
        during: exceptions that count as "not yet".

    Raises:
        AssertionError: no truthy answer came in time; names the last one.
    """
    deadline = time.monotonic() + within
    while True:
        is_last = time.monotonic() >= deadline
        try:
            if answer := condition():
                return answer
            last: object = answer
        except during as error:
            last = error
        if is_last:
            raise AssertionError(f"not within {within:g} s; the last answer: {last!r}")
        time.sleep(every)
