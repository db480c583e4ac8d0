"""One run at a time of what changes a stack's containers without Pulumi, which has locks of its own."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from castmatch.errors import UserError
from castmatch.stack.names import Names


def data_home() -> Path:
    """Where programs keep a user's data that is no setting."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "castmatch"


@contextmanager
def locked(stack: str) -> Iterator[None]:
    """Hold the stack until the end of the block, or of this process however it ends.

    Raises:
        UserError: another run holds it.
    """
    data_home().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data_home() / f"{Names(stack).compose_project}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(
                f"no other run on stack {stack}", "another `make up` or `make down` is under way", "wait for it to end"
            ) from None
        yield
