"""One run at a time for what changes a stack's containers without Pulumi; Pulumi has locks of its own."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from castmatch.errors import UserError
from castmatch.stack.names import Names
from castmatch.stack.own_folder import data_home


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
