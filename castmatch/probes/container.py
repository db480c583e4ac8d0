"""Watch a container of Docker Engine while waiting for its service."""

from collections.abc import Callable

from castmatch.docker_engine.containers import container_state, last_lines
from castmatch.probes.wait import Watched


def watch(name: str, note: Callable[[str], None]) -> Watched:
    """Watch the container of that name, which may be missing. `note` receives progress messages."""
    return Watched(name, lambda: container_state(name), lambda: last_lines(name), note)
