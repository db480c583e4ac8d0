"""A stack goes from Pulumi to Docker Compose or back: who made its containers, and making way for the other one.

Neither can use what the other has made: a name that is taken stops Pulumi, and Compose wants its own labels. So the
containers, the network and the two volumes with nothing worth keeping are removed, and made anew once. The volume with
the database bears nobody's mark, and is never touched.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from docker.errors import APIError, NotFound

from castmatch.engine.client import engine
from castmatch.errors import UserError
from castmatch.stack.model import CONTAINERS
from castmatch.stack.names import Names

PROJECT_LABEL = "com.docker.compose.project"
DATABASE = "postgres"
Found = dict[str, Any]  # what Docker says of one container, network or volume


def runs_under_compose(stack: str) -> bool:
    """Whether Compose made any of the stack's containers."""
    return bool(_containers(stack, made_by_compose=True))


def make_way_for_pulumi(stack: str, note: Callable[[str], None]) -> bool:
    """Remove what Compose has made of the stack, the database excepted; True when there was any."""
    return _make_way(stack, made_by_compose=True, note=note)


def make_way_for_compose(stack: str, note: Callable[[str], None]) -> bool:
    """Remove what anybody else has made under the stack's names, the database excepted; True when there was any."""
    return _make_way(stack, made_by_compose=False, note=note)


def remove_composes(stack: str) -> None:
    """Remove everything of the stack that Compose has made, the database excepted."""
    make_way_for_pulumi(stack, lambda _: None)


def remove_all(stack: str) -> None:
    """Remove everything of the stack, whoever made it, the database excepted."""
    remove_composes(stack)
    make_way_for_compose(stack, lambda _: None)


def is_composes(found: Found, stack: str) -> bool:
    """Whether Compose made this container, network or volume of the stack."""
    return _is_composes(found, Names(stack).compose_project)


def _make_way(stack: str, made_by_compose: bool, note: Callable[[str], None]) -> bool:
    containers = _containers(stack, made_by_compose)
    networks = _networks(stack, made_by_compose)
    if containers or networks:
        other, taker = ("Docker Compose", "Pulumi") if made_by_compose else ("Pulumi", "Docker Compose")
        note(f"stack {stack} was made by {other}: {taker} takes it over, the database stays")
    _remove(containers)
    for network in networks:
        _remove_network(network)
    for volume in _caches(stack, made_by_compose):
        engine().api.remove_volume(volume["Name"])
    return bool(containers or networks)


def _remove_network(network: Found) -> None:
    """UserError when a container that is not the stack's is in it."""
    try:
        engine().api.remove_network(network["Id"])
    except APIError as error:
        raise UserError(
            f"network {network['Name']} with nobody else's container in it",
            str(error.explanation),
            f"docker network inspect {network['Name']}, take out what is there, then the same command again",
        ) from None


def _remove(containers: Iterable[Found]) -> None:
    """The database last, so that nobody writes to it while it ends; each within its own grace period."""
    last = [found for found in containers if _name(found).endswith(f"-{DATABASE}")]
    first = [found for found in containers if found not in last]
    with ThreadPoolExecutor(max(1, len(first))) as pool:
        list(pool.map(_remove_one, first))
    for found in last:
        _remove_one(found)


def _remove_one(container: Found) -> None:
    try:
        engine().api.stop(container["Id"])
        engine().api.remove_container(container["Id"], v=True)  # anonymous volumes alone
    except NotFound:
        return  # gone meanwhile


def _containers(stack: str, made_by_compose: bool) -> list[Found]:
    """All of the stack, running or not. Compose's steps have names of their own, so its label decides for them."""
    project = Names(stack).compose_project
    ours = {Names(stack).container(name) for name in CONTAINERS}
    found = engine().api.containers(all=True)
    if made_by_compose:
        return [each for each in found if _is_composes(each, project)]
    return [each for each in found if _name(each) in ours and not _is_composes(each, project)]


def _networks(stack: str, made_by_compose: bool) -> list[Found]:
    names = Names(stack)
    found = [each for each in engine().api.networks(names=[names.network]) if each["Name"] == names.network]
    return [each for each in found if _is_composes(each, names.compose_project) is made_by_compose]


def _caches(stack: str, made_by_compose: bool) -> list[Found]:
    names = Names(stack)
    caches = (names.socket_volume, names.build_volume)
    found = [each for each in engine().api.volumes().get("Volumes") or () if each["Name"] in caches]
    return [each for each in found if _is_composes(each, names.compose_project) is made_by_compose]


def _is_composes(found: Found, project: str) -> bool:
    return (found.get("Labels") or {}).get(PROJECT_LABEL) == project


def _name(container: Found) -> str:
    """Empty for one that Docker is just removing: it has none any more."""
    names = container["Names"] or ("",)
    return str(names[0]).lstrip("/")
