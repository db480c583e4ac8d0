"""Ports of a test's own stack."""

import fcntl
import os
import secrets
import socket
import tempfile
from functools import cache
from pathlib import Path
from typing import IO

from castmatch.stack.containers import CONTAINERS, PORTS

# Added to each offset. A preview moves its ephemeral stack by hundreds and claims nothing, so a run beside the tests of
# previews stays between the hundreds.
SHIFT = "CASTMATCH_TEST_SHIFT"


def free_offset() -> int:
    """An offset at which all ports are free now, and which no other test run on this machine uses."""
    while True:
        # All of them stay below 32768, where outgoing connections get theirs.
        offset = 10_000 + secrets.randbelow(147) * 100 + int(os.environ.get(SHIFT, "0"))
        if all(_is_free(PORTS[name] + offset) for name in CONTAINERS) and _claim(offset):
            return offset


def _claim(offset: int) -> bool:
    """Keep an offset until this process ends: between a look at ports and their use, another run could look too."""
    try:
        fcntl.lockf(_claims(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, offset)
    except OSError:
        return False
    return True


@cache
def _claims() -> IO[bytes]:
    """Of which one byte is locked for each offset in use. The locks last as long as it is open."""
    return (Path(tempfile.gettempdir()) / "castmatch-test-offsets").open("wb")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
