"""Free ports for an ephemeral stack: all of the real stack's ports, moved by one number."""

import random
from collections.abc import Iterable

from castmatch.docker_engine.ports import is_free
from castmatch.errors import UserError
from castmatch.stack.containers import PORTS
from castmatch.stack.settings import HIGHEST_PORT, Settings

_STEP = 100
_TRIES = 200
_LAST = 32_767  # above it outgoing connections get their ports


def free_shift(all_settings: Iterable[Settings]) -> int:
    """A number by which all ports of these settings can be moved to free ones.

    Raises:
        UserError: none was found.
    """
    ports = {port for settings in all_settings for port in settings.ports} or {*PORTS.values()}
    last = _LAST if max(ports) + _STEP <= _LAST else HIGHEST_PORT
    highest = (last - max(ports)) // _STEP
    lowest = max(1, (10_000 - min(ports)) // _STEP)
    for _ in range(_TRIES):
        shift = random.randint(min(lowest, highest), highest) * _STEP  # noqa: S311 - no secret, only seldom twice
        if shift > 0 and all(is_free(port + shift) for port in ports):
            return shift
    raise UserError("free ports for an ephemeral stack", f"none in {_TRIES} tries", "end what holds so many ports")
