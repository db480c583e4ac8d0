"""A plan as plain data: everything in it, in the order of all formats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from castmatch.text import counted


@dataclass(frozen=True)
class Planned:
    """One resource in the tree.

    Args:
        kind: its whole type, e.g. docker:index/container:Container.
        depth: how many parents it has.
        waits_for: URNs of what it depends on itself.
        inputs: what Pulumi would be given, secrets masked.
    """

    urn: str
    kind: str
    name: str
    parent: str
    depth: int
    waits_for: tuple[str, ...] = ()
    inputs: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def short_kind(self) -> str:
        """The type's last word: Container."""
        return self.kind.rpartition(":")[2]


class Kind(StrEnum):
    """What a box of the graph stands for. A service is any container."""

    SERVICE = "service"
    ROLE = "role"
    VOLUME = "volume"


@dataclass(frozen=True)
class Box:
    """One node of the graph: its URN, and a note on it, such as its address."""

    urn: str
    kind: Kind
    name: str
    note: str = ""


@dataclass(frozen=True)
class Graph:
    """The boxes, those that need nothing first, and pairs of URNs: the first needs the second."""

    boxes: tuple[Box, ...]
    needs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Setting:
    """One setting below `castmatch:`.

    Args:
        key: its path, e.g. ports.frontend.
        value: as it is set, or its default.
        resolved: what that comes to: a port with the offset, the image of the chosen source.
        source: "default", the stack file that sets it, and what else it was made of.
    """

    key: str
    value: Any
    resolved: Any
    source: str


@dataclass(frozen=True)
class Plan:
    """All of one stack.

    Args:
        file: name of the stack file, "" where there is none.
        resources: the tree from its root on, each parent before its children.
        gates: names of the quality gates that are met by every resource.
        excepted: names of those that are met except for exceptions.
        exceptions: those in force, in words.
    """

    stack: str
    file: str
    resources: tuple[Planned, ...]
    graph: Graph
    settings: tuple[Setting, ...]
    gates: tuple[str, ...]
    excepted: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """One line: "36 resources, 13 gates met, no exceptions"."""
        exceptions = counted(len(self.exceptions), "exception") if self.exceptions else "no exceptions"
        met = f"{len(self.gates)} of {len(self.gates) + len(self.excepted)}" if self.excepted else f"{len(self.gates)}"
        return f"{len(self.resources)} resources, {met} gates met, {exceptions}"
