"""Have an ephemeral stack removed when its maker ends, however that ends.

A preview may be killed at any moment, and then cleans up nothing itself. So it leaves that to another process, which
reads from a pipe that the preview never writes to; the system closes the pipe when the preview is gone.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from castmatch.errors import UserError
from castmatch.preview.ephemeral.place import Place

PROJECT = Path(__file__).parents[3]
# For a place with nothing but files, on a machine that may have no Docker.
_REMOVE_FILES = 'trap "" INT TERM HUP; cat >/dev/null; exec rm -rf -- "$0"'


@contextmanager
def reaped(place: Place, files_only: bool = False) -> Iterator[None]:
    """Make the place; when the block ends, or this process does, everything in it is removed.

    Args:
        files_only: nothing runs there, so there are only files to remove, and Docker is not asked.

    Raises:
        UserError: something could not be removed; it is named.
    """
    everything = [sys.executable, "-m", "castmatch.preview.ephemeral.remove", place.stack]
    reaper = _start(["sh", "-c", _REMOVE_FILES, str(place.root)] if files_only else everything)
    try:
        with _made(place):
            yield
    finally:
        assert reaper.stdin is not None  # noqa: S101 - a pipe was asked for
        reaper.stdin.close()
        if reaper.wait() != 0:
            raise UserError(f"nothing left of {place.stack}", "what is named above", "the same command again")


@contextmanager
def _made(place: Place) -> Iterator[None]:
    place.make()
    with place.held():
        yield


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start it before there is anything to remove, in a session of its own: Ctrl-C in the terminal is not for it."""
    return subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, start_new_session=True)
