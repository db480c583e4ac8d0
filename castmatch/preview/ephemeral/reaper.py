"""A process of its own that removes a throw-away environment when its maker ends, however that ends.

A preview may be killed at any moment, and then cleans up nothing itself. So it always leaves that to this process: it
reads from a pipe that nobody ever writes to, and the system closes the pipe when the preview is gone.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from castmatch.errors import UserError
from castmatch.preview.ephemeral.place import Place, place_of

PROJECT = Path(__file__).parents[3]
# Where there are nothing but files: a Python of its own would take a tenth of such a preview's time.
_REMOVE_FILES = 'trap "" INT TERM HUP; cat >/dev/null; exec rm -rf -- "$0"'


@contextmanager
def reaped(place: Place, files_only: bool = False) -> Iterator[None]:
    """Make the place; when the block ends, or this process does, everything in it is removed.

    Args:
        files_only: nothing is run there, so there is nothing but files to remove.

    Raises:
        UserError: something could not be removed; it is named.
    """
    own = [sys.executable, "-m", "castmatch.preview.ephemeral.reaper", place.stack]
    reaper = _start(["sh", "-c", _REMOVE_FILES, str(place.root)] if files_only else own)
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
    """Start it before anything is there, in a session of its own: Ctrl-C in the terminal is not for it."""
    return subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, start_new_session=True)


def main(stack: str) -> int:
    """Wait until nobody holds the other end of stdin, then remove the stack's place.

    Returns:
        the exit code.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    place = place_of(stack)
    # Loaded while the preview copies files: with nothing else to do it would be the last third of a second.
    from castmatch.preview.ephemeral.remove import remove

    sys.stdin.buffer.read()
    try:
        remove(place)
    except UserError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
