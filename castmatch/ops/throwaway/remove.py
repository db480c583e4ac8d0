"""Remove a throw-away environment: its processes, everything it has in Docker, its files."""

import os
import shutil
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
from docker.errors import APIError, NotFound

from castmatch.engine.client import engine
from castmatch.errors import UserError
from castmatch.ops.throwaway.place import MARK, Place

_WITHIN = 60.0  # seconds
_PAUSE = 0.2  # seconds between two looks


def remove(place: Place) -> None:
    """Remove all that there is. Does nothing when nothing is there.

    Raises:
        UserError: something could not be removed; it is named.
    """
    _until_gone(lambda: _kill(place), "its processes")
    # A container may be made by a request that was under way when its sender died: looked for until none is found.
    _until_gone(lambda: _remove_from_docker(place.stack), f"what is named castmatch-{place.stack} in Docker")
    shutil.rmtree(place.root, ignore_errors=True)
    if place.root.exists():
        raise UserError(f"no folder {place.root}", "files that can't be removed", f"sudo rm -r {place.root}")


def _until_gone(remove_some: Callable[[], int], what: str) -> None:
    """Repeat until two looks in a row find nothing."""
    deadline = time.monotonic() + _WITHIN
    calm = 0
    while calm < 2:
        calm = 0 if remove_some() else calm + 1
        if time.monotonic() > deadline:
            raise UserError(f"{what} to be gone", f"some of it still there after {_WITHIN:.0f} s", "castmatch preview")
        if calm < 2:
            time.sleep(_PAUSE)


def _kill(place: Place) -> int:
    """Kill every process that carries the place's mark or works in its folder; how many there were."""
    found = [process for process in psutil.process_iter() if process.pid != os.getpid() and _is_of(process, place)]
    for process in found:
        with suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(found, timeout=5)
    return len(found)


def _is_of(process: psutil.Process, place: Place) -> bool:
    with suppress(psutil.Error, OSError):
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return process.environ().get(MARK) == place.stack or Path(process.cwd()).is_relative_to(place.root)
    return False


def _remove_from_docker(stack: str) -> int:
    """Remove containers, then networks and volumes, of this stack; how many there were.

    All of it was made for a preview, the volumes too: names of any other stack can't begin like this.
    """
    api = engine().api
    prefix = f"castmatch-{stack}"
    containers = _named(prefix, ((c["Id"], c["Names"][0].lstrip("/")) for c in api.containers(all=True) if c["Names"]))
    networks = _named(prefix, ((network["Id"], network["Name"]) for network in api.networks()))
    volumes = _named(prefix, ((v["Name"], v["Name"]) for v in api.volumes()["Volumes"] or ()))
    with ThreadPoolExecutor() as side_by_side:  # each takes a second, and most of it is waiting
        list(side_by_side.map(lambda id_: _try(lambda: api.remove_container(id_, v=True, force=True)), containers))
    for network in networks:
        _try(lambda id_=network: api.remove_network(id_))  # type: ignore[misc]
    for volume in volumes:
        _try(lambda name=volume: api.remove_volume(name))  # type: ignore[misc]
    return len(containers) + len(networks) + len(volumes)


def _named(prefix: str, found: Iterable[tuple[str, str]]) -> list[str]:
    return [id_ for id_, name in found if name == prefix or name.startswith(f"{prefix}-")]


def _try(action: Callable[[], object]) -> None:
    """What fails now, because it is being made or removed at this moment, is tried again at the next look."""
    with suppress(NotFound, APIError):
        action()
