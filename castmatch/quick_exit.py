"""How a process of ours ends: at once."""

import atexit
import functools
import gc


@functools.cache
def quick_exit() -> None:
    """Spare this process Python's last look for garbage among half a million objects: a third of a second each time.

    Buffers are flushed and the exit code is kept, as they would not be by os._exit.
    """
    atexit.register(gc.freeze)
