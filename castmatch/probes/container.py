"""A container of this machine's Docker, as a wait watches it."""

from collections.abc import Callable

from castmatch.docker_engine.containers import container_state, last_lines
from castmatch.probes.wait import Watched


def watch(name: str, note: Callable[[str], None]) -> Watched:
    """The container of that name, there or not; `note` is told from time to time what is waited for."""
    return Watched(name, lambda: container_state(name), lambda: last_lines(name), note)
