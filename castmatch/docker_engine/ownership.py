"""Who made each container, network and cache volume of a stack, and how they are removed without harm to the database.

The volume with the database bears no owner's label and is never listed here; what somebody else's Compose file made in
a project of the same name is not listed either.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from docker.errors import APIError, NotFound

from castmatch.docker_engine.client import engine
from castmatch.errors import UserError
from castmatch.stack.containers import CONTAINERS
from castmatch.stack.names import STACK_LABEL, Names

PROJECT_LABEL = "com.docker.compose.project"
DATABASE = "postgres"
Facts = dict[str, Any]  # what Docker lists of one container, network or volume


class Owner(StrEnum):
    """Who made a resource, as far as its labels tell."""

    COMPOSE = "Docker Compose, in the stack's own project"
    EXPORT = "Docker Compose, in another project: an export that was started by hand"
    PULUMI = "Pulumi, or somebody by hand under the stack's names"


class Kind(StrEnum):
    """What a resource is, in Docker's word."""

    CONTAINER = "container"
    NETWORK = "network"
    VOLUME = "volume"


@dataclass(frozen=True)
class Owned:
    """One resource of a stack. `id` is Docker's; a volume's is its name."""

    owner: Owner
    kind: Kind
    id: str
    name: str

    @property
    def is_database(self) -> bool:
        """Whether this is the container of a stack's PostgreSQL server."""
        return self.kind is Kind.CONTAINER and self.name.endswith(f"-{DATABASE}")


def resources_of(stack: str) -> list[Owned]:
    """Every container, the network and the cache volumes of the stack; never the volume with the database."""
    names, api = Names(stack), engine().api
    # Docker's own filter takes a part of a name as well, so names are compared here.
    networks = [found for found in api.networks(names=[names.network]) if found["Name"] == names.network]
    caches = (names.socket_volume, names.build_volume)
    volumes = [found for found in api.volumes().get("Volumes") or () if found["Name"] in caches]
    return [
        *containers_of(stack),
        *(Owned(_maker(found, names), Kind.NETWORK, found["Id"], found["Name"]) for found in networks),
        *(Owned(_maker(found, names), Kind.VOLUME, found["Name"], found["Name"]) for found in volumes),
    ]


def containers_of(stack: str) -> list[Owned]:
    """Every container of the stack, running or not: those with its label, and those that hold one of its names."""
    names = Names(stack)
    ours = {names.container(name) for name in CONTAINERS}
    found = [_container(facts, names) for facts in engine().api.containers(all=True)]
    return [owned for owned in found if owned.owner is not Owner.PULUMI or owned.name in ours]


def remove(resources: Iterable[Owned]) -> None:
    """Remove containers, each within its own grace period, then networks and volumes; what is gone is no error.

    The database's container stops last, so that no client writes to it while it ends.

    Raises:
        UserError: a container of somebody else uses the network or a volume.
    """
    every = list(resources)
    containers = [owned for owned in every if owned.kind is Kind.CONTAINER]
    first = [owned for owned in containers if not owned.is_database]
    with ThreadPoolExecutor(max(1, len(first))) as pool:
        list(pool.map(_remove_container, first))
    for owned in containers:
        if owned.is_database:
            _remove_container(owned)
    for owned in every:
        if owned.kind is Kind.NETWORK:
            _remove_unused(engine().api.remove_network, owned, f"docker network inspect {owned.name}")
        elif owned.kind is Kind.VOLUME:
            _remove_unused(engine().api.remove_volume, owned, f"docker ps --all --filter volume={owned.name}")


def _remove_container(container: Owned) -> None:
    """Its anonymous volumes go too, but not a database's: ours has none; one started by hand keeps its data there."""
    try:
        engine().api.stop(container.id)
        engine().api.remove_container(container.id, v=not container.is_database)
    except NotFound:
        return  # gone meanwhile


def _remove_unused(remove_one: Callable[[str], object], owned: Owned, users: str) -> None:
    """UserError when a container that is not the stack's uses it; the command `users` lists them."""
    try:
        remove_one(owned.id)
    except NotFound:
        return  # gone meanwhile
    except APIError as error:
        next_step = f"{users}, remove the containers that it shows, then the same command again"
        raise UserError(f"{owned.kind} {owned.name} without other users", str(error.explanation), next_step) from None


def _container(facts: Facts, names: Names) -> Owned:
    """A container that Docker is removing has no name any more. Steps of Compose have names of their own."""
    name = str(next(iter(facts["Names"] or ()), "")).lstrip("/")
    by_our_file = _label(facts, STACK_LABEL) == names.stack
    in_our_project = _maker(facts, names) is Owner.COMPOSE
    owner = Owner.PULUMI if not by_our_file else Owner.COMPOSE if in_our_project else Owner.EXPORT
    return Owned(owner, Kind.CONTAINER, facts["Id"], name)


def _maker(facts: Facts, names: Names) -> Owner:
    """Of a network or volume with a name of ours, the project's label is enough."""
    return Owner.COMPOSE if _label(facts, PROJECT_LABEL) == names.compose_project else Owner.PULUMI


def _label(facts: Facts, label: str) -> str | None:
    return (facts.get("Labels") or {}).get(label)
