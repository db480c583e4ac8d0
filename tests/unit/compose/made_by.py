"""A Docker Engine that knows names and who made what, for tests of takeovers."""

import threading
from dataclasses import dataclass, field
from typing import Any

from docker.errors import APIError, NotFound

from castmatch.docker_engine.ownership import PROJECT_LABEL
from castmatch.stack.model import CONTAINERS
from castmatch.stack.names import STACK_LABEL, Names

PULUMI = None


@dataclass
class Docker:
    """An engine with some containers, networks and volumes, each by its name with who made it."""

    containers_: dict[str, str | None] = field(default_factory=dict)
    networks_: dict[str, str | None] = field(default_factory=dict)
    volumes_: dict[str, str | None] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    emptied: set[str] = field(default_factory=set)  # containers whose anonymous volumes went with them
    gone: frozenset[str] = frozenset()  # that somebody else removes before we can
    strangers: frozenset[str] = frozenset()  # containers that somebody else's Compose file made
    in_use: str = ""  # the network or volume that a container of somebody else's uses
    lock: threading.Lock = field(default_factory=threading.Lock)

    def holds(self, stack: str, project: str | None, containers: tuple[str, ...] = CONTAINERS) -> None:
        """Everything of a stack, made by a Compose project, or by Pulumi."""
        names = Names(stack)
        self.containers_ |= {names.container(name): project for name in containers}
        self.networks_[names.network] = project
        self.volumes_ |= {names.socket_volume: project, names.build_volume: project, names.data_volume: PULUMI}

    def containers(self, all: bool) -> list[dict[str, Any]]:  # noqa: A002 - Docker's own name
        assert all, "those that do not run hold their names too"
        return [{"Id": f"id of {n}", "Names": [f"/{n}"], "Labels": self.marks(n)} for n in self.containers_]

    def marks(self, name: str) -> dict[str, str] | None:
        """Those of Compose, and ours where Compose ran our declaration."""
        project = self.containers_[name]
        if project is None or name in self.strangers:
            return labels(project)
        stack = next(s for s in ("a-b", "a", "b", "A", "dev") if name.startswith(f"castmatch-{s}-"))
        return {PROJECT_LABEL: project, STACK_LABEL: stack}

    def networks(self, names: list[str]) -> list[dict[str, Any]]:
        """As Docker does: it finds a part of a name as well."""
        found = {name: by for name, by in self.networks_.items() if names[0] in name}
        return [{"Id": f"id of {name}", "Name": name, "Labels": labels(by)} for name, by in found.items()]

    def volumes(self) -> dict[str, Any]:
        found = [{"Name": name, "Labels": labels(by)} for name, by in self.volumes_.items()]
        return {"Volumes": found or None}

    def stop(self, one: str) -> None:
        if one.removeprefix("id of ") in self.gone:
            raise NotFound(one)
        self.note(f"stop {one.removeprefix('id of ')}")

    def remove_container(self, one: str, v: bool) -> None:
        if v:
            self.emptied.add(one.removeprefix("id of "))
        self.note(f"remove {one.removeprefix('id of ')}")
        self.containers_.pop(one.removeprefix("id of "))

    def remove_network(self, one: str) -> None:
        if one == f"id of {self.in_use}":
            raise APIError("refused", explanation="network has active endpoints")
        self.note(f"network {one.removeprefix('id of ')}")
        self.networks_.pop(one.removeprefix("id of "))

    def remove_volume(self, name: str) -> None:
        if name == self.in_use:
            raise APIError("refused", explanation="volume is in use")
        self.note(f"volume {name}")
        self.volumes_.pop(name)

    def note(self, what: str) -> None:
        with self.lock:
            self.done.append(what)


def labels(project: str | None) -> dict[str, str] | None:
    return {PROJECT_LABEL: project} if project else None
