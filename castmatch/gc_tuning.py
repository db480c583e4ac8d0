"""How a process of ours that soon ends treats garbage: it does not look for it."""

import atexit
import functools
import gc

_USUAL = gc.get_threshold()
_SELDOM = 70_000  # new objects between two looks


@functools.cache
def relax_gc() -> None:
    """Spare this process Python's looks for garbage among half a million objects: the last takes a third of a second.

    Buffers are flushed and the exit code is kept, as they would not be by os._exit. Until then it looks for garbage a
    hundred times less often than usual: what is imported stays anyway.
    """
    gc.set_threshold(_SELDOM)
    atexit.register(gc.freeze)


def live_on() -> None:
    """Look for garbage as often as Python does after all: this process stays for weeks, and would grow by it."""
    gc.set_threshold(*_USUAL)
