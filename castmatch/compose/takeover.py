"""A stack goes from Pulumi to Docker Compose or back: who made its containers, and making way for the other one.

Neither can use what the other has made: a name that is taken stops Pulumi, and Compose wants its own labels. So the
containers, the network and the two volumes with nothing worth keeping are removed, and made anew once. The volume with
the database bears nobody's mark, and is never touched; nor is what somebody else's Compose file made.
"""

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from docker.errors import APIError, NotFound

from castmatch.docker_engine.client import engine
from castmatch.errors import UserError
from castmatch.stack.model import CONTAINERS
from castmatch.stack.names import STACK_LABEL, Names

PROJECT_LABEL = "com.docker.compose.project"
DATABASE = "postgres"
Found = dict[str, Any]  # what Docker says of one container, network or volume


def runs_under_compose(stack: str) -> bool:
    """Whether Compose made any of the stack's containers, by our declaration."""
    return bool(_containers(stack, made_by_compose=True))


def make_way_for_pulumi(stack: str, note: Callable[[str], None]) -> bool:
    """Remove what Compose has made of the stack, the database excepted; True when there was any."""
    return _make_way(stack, made_by_compose=True, note=note)


def make_way_for_compose(stack: str, note: Callable[[str], None]) -> bool:
    """Remove what anybody else has made under the stack's names, the database excepted; True when there was any."""
    return _make_way(stack, made_by_compose=False, note=note)


def remove_compose_resources(stack: str) -> None:
    """Remove everything of the stack that Compose has made, the database excepted."""
    make_way_for_pulumi(stack, lambda _: None)


def remove_all(stack: str) -> None:
    """Remove everything of the stack, whoever made it, the database excepted."""
    remove_compose_resources(stack)
    make_way_for_compose(stack, lambda _: None)


def remove_surplus(stack: str, wanted: Collection[str]) -> None:
    """Remove what Compose has made of the stack and what is declared no longer: all containers but `wanted`, by name.

    Compose's own --remove-orphans would take what somebody else's file made in a project of the same name.
    """
    _remove(found for found in _containers(stack, made_by_compose=True) if _name(found) not in wanted)


def is_made_by_compose(container: Found, stack: str) -> bool:
    """Whether Compose made this container, by our declaration of the stack."""
    return (container.get("Labels") or {}).get(STACK_LABEL) == stack


def is_in_composes_project(found: Found, stack: str) -> bool:
    """Whether this is in the stack's Compose project. Of a network or volume with a name of ours, that is enough."""
    return (found.get("Labels") or {}).get(PROJECT_LABEL) == Names(stack).compose_project


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
        _remove_volume(volume["Name"])
    return bool(containers or networks)


def _remove_network(network: Found) -> None:
    name = network["Name"]
    unused = f"network {name} with nobody else's container in it"
    _remove_unused(
        engine().api.remove_network, network["Id"], unused, f"docker network inspect {name}, take out what is there"
    )


def _remove_volume(name: str) -> None:
    unused = f"volume {name}, which holds nothing worth keeping, in nobody else's use"
    look = f"docker ps --all --filter volume={name}, remove what is named there"
    _remove_unused(engine().api.remove_volume, name, unused, look)


def _remove_unused(remove: Callable[[str], object], one: str, unused: str, look: str) -> None:
    """UserError when a container that is not the stack's uses it: `unused` was expected, `look` shows who does."""
    try:
        remove(one)
    except NotFound:
        return  # gone meanwhile
    except APIError as error:
        raise UserError(unused, str(error.explanation), f"{look}, then the same command again") from None


def _remove(containers: Iterable[Found]) -> None:
    """The database last, so that nobody writes to it while it ends."""
    every = list(containers)
    last = [found for found in every if _is_database(found)]
    first = [found for found in every if found not in last]
    with ThreadPoolExecutor(max(1, len(first))) as pool:
        list(pool.map(remove_container, first))
    for found in last:
        remove_container(found)


def remove_container(container: Found) -> None:
    """Stop a container within its own grace period and remove it, with its anonymous volumes unless it is a database.

    Ours has none; one that somebody started by hand under its name keeps its data there.
    """
    try:
        engine().api.stop(container["Id"])
        engine().api.remove_container(container["Id"], v=not _is_database(container))
    except NotFound:
        return  # gone meanwhile


def _is_database(container: Found) -> bool:
    return _name(container).endswith(f"-{DATABASE}")


def _containers(stack: str, made_by_compose: bool) -> list[Found]:
    """All of the stack, running or not. Compose's steps have names of their own, so our mark decides for them."""
    found = engine().api.containers(all=True)
    if made_by_compose:
        return [each for each in found if is_made_by_compose(each, stack)]
    ours = {Names(stack).container(name) for name in CONTAINERS}
    # An export that was started under another project's name holds names that Compose needs here.
    return [
        each
        for each in found
        if _name(each) in ours and not (is_made_by_compose(each, stack) and is_in_composes_project(each, stack))
    ]


def _networks(stack: str, made_by_compose: bool) -> list[Found]:
    names = Names(stack)
    found = [each for each in engine().api.networks(names=[names.network]) if each["Name"] == names.network]
    return [each for each in found if is_in_composes_project(each, stack) is made_by_compose]


def _caches(stack: str, made_by_compose: bool) -> list[Found]:
    names = Names(stack)
    caches = (names.socket_volume, names.build_volume)
    found = [each for each in engine().api.volumes().get("Volumes") or () if each["Name"] in caches]
    return [each for each in found if is_in_composes_project(each, stack) is made_by_compose]


def _name(container: Found) -> str:
    """Empty for one that Docker is just removing: it has none any more."""
    names = container["Names"] or ("",)
    return str(names[0]).lstrip("/")
