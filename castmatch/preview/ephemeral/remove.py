"""Remove an ephemeral stack: its processes, everything that it has in Docker, its files.

`python -m castmatch.preview.ephemeral.remove <stack>` does so as soon as its stdin is closed, see reaper.
"""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
from docker.errors import APIError, NotFound

from castmatch.docker_engine.client import engine
from castmatch.errors import UserError
from castmatch.preview.ephemeral.place import MARK, Place, place_of

_WITHIN = 60.0  # seconds
_PAUSE = 0.1  # seconds between two looks
_LOOKS = 2  # in a row that find nothing: a container may be made by a request that was under way when its sender died


def remove(place: Place) -> None:
    """Remove everything of the place; do nothing where nothing is left.

    Raises:
        UserError: something could not be removed; it is named.
    """
    deadline = time.monotonic() + _WITHIN
    calm = 0
    while calm < _LOOKS:
        found = [*_kill(place), *_remove_from_docker(place.stack)]
        calm = 0 if found else calm + 1
        if time.monotonic() > deadline:
            what = "processes and what is in Docker"
            raise UserError(f"{what} of castmatch-{place.stack} to be gone", ", ".join(found), "castmatch preview")
        if calm < _LOOKS:
            time.sleep(_PAUSE)
    shutil.rmtree(place.root, ignore_errors=True)
    if place.root.exists():
        raise UserError(f"no folder {place.root}", "files that can't be removed", f"sudo rm -r {place.root}")


def _kill(place: Place) -> list[str]:
    """Kill every process that carries the place's mark or works in its folder; returns which there were.

    The next look waits for their end. The preview's own children stay as zombies until it ends.
    """
    found = [process for process in psutil.process_iter() if process.pid != os.getpid() and _is_of(process, place)]
    for process in found:
        with suppress(psutil.Error):
            process.kill()
    return [f"process {process.pid}" for process in found]


def _is_of(process: psutil.Process, place: Place) -> bool:
    with suppress(psutil.Error, OSError):
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return process.environ().get(MARK) == place.stack or Path(process.cwd()).is_relative_to(place.root)
    return False


def _remove_from_docker(stack: str) -> list[str]:
    """Remove containers, then networks and volumes, of this stack; returns which there were.

    All of it was made for a preview, the volumes too: names of any other stack can't begin like this.
    """
    api = engine().api
    prefix = f"castmatch-{stack}"
    containers = _named(prefix, ((c["Id"], c["Names"][0].lstrip("/")) for c in api.containers(all=True) if c["Names"]))
    networks = _named(prefix, ((network["Id"], network["Name"]) for network in api.networks()))
    volumes = _named(prefix, ((v["Name"], v["Name"]) for v in api.volumes()["Volumes"] or ()))
    with ThreadPoolExecutor() as side_by_side:  # each takes a second, and most of it is waiting
        list(side_by_side.map(_tried(lambda id_: api.remove_container(id_, v=True, force=True)), containers))
        gone = side_by_side.map(_tried(api.remove_network), networks)
        list(side_by_side.map(_tried(api.remove_volume), volumes))
        list(gone)
    return [*containers.values(), *networks.values(), *volumes.values()]


def _named(prefix: str, found: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {id_: name for id_, name in found if name == prefix or name.startswith(f"{prefix}-")}


def _tried(action: Callable[[str], object]) -> Callable[[str], None]:
    """Ignore what fails because it is being made or removed at this moment: the next look tries again."""

    def attempt(id_: str) -> None:
        with suppress(NotFound, APIError):
            action(id_)

    return attempt


def main(stack: str) -> int:
    """Wait until no process holds the other end of stdin, then remove the stack; the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    try:
        remove(place_of(stack))
    except UserError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
