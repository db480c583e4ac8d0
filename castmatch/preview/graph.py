"""Which service, role or guardian needs which.

Read off what the program gives to what: a resource's dependencies and its components' ones, up to the next container
or role; and the addresses in a container's environment (AI_URL=http://ai:8002). What only proves a service (Ready) is
no need: the order of proofs is not the order of calls.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from castmatch.declared.model import Declared
from castmatch.preview.model import Edge
from castmatch.preview.steps import Document

_HOST = re.compile(r"://(?:[^@/]*@)?([A-Za-z0-9_-]+)(?=[:/]|$)")


@dataclass(frozen=True)
class _Node:
    """One resource: what it is called in the graph ("" if it is only on the way), and what is one step away."""

    called: str
    ahead: frozenset[str]
    inputs: Mapping[str, Any] = field(default_factory=dict, repr=False)


def edges(source: Document | Declared) -> tuple[Edge, ...]:
    """Who needs whom, as the head declares it.

    Args:
        source: the parsed output of `pulumi preview --json`, or a recording.
    """
    nodes = _declared(source) if isinstance(source, Declared) else _told(source)
    names = {node.called for node in nodes.values()} - {""}
    found = {
        Edge(node.called, needed)
        for urn, node in nodes.items()
        if node.called
        for needed in (*_reached(urn, nodes), *(host for host in _hosts(node) if host in names))
        if needed != node.called
    }
    return tuple(sorted(found, key=lambda edge: (edge.service, edge.needs)))


def _declared(declared: Declared) -> dict[str, _Node]:
    return {
        urn: _node(found.kind, found.name, found.raw, [found.parent, *found.dependencies])
        for urn, found in declared.resources.items()
    }


def _told(document: Document) -> dict[str, _Node]:
    """The last that is said of each resource; one that goes needs nothing any more."""
    nodes: dict[str, _Node] = {}
    for step in document.get("steps", []):
        if step["op"] == "delete":
            nodes.pop(step["urn"], None)
            continue
        state = step.get("newState") or (step.get("oldState") if step["op"] == "refresh" else None)
        if state:
            ahead = [state.get("parent", ""), *(state.get("dependencies") or ())]
            nodes[step["urn"]] = _node(state["type"], step["urn"].rsplit("::", 1)[-1], state.get("inputs") or {}, ahead)
    return nodes


def _node(kind: str, name: str, inputs: Mapping[str, Any], ahead: list[str]) -> _Node:
    called = {"Container": name, "PostgresRole": str(inputs.get("role"))}.get(kind.rsplit(":", 1)[-1], "")
    return _Node(called, frozenset(ahead) - {""}, inputs)


def _reached(urn: str, nodes: Mapping[str, _Node]) -> Iterator[str]:
    """The next containers and roles on every way from here."""
    seen, open_ends = {urn}, list(nodes[urn].ahead)
    while open_ends:
        place = open_ends.pop()
        if place in seen or place not in nodes:
            continue
        seen.add(place)
        if nodes[place].called:
            yield nodes[place].called
        else:
            open_ends += nodes[place].ahead


def _hosts(node: _Node) -> Iterator[str]:
    """The hosts of the network that a container is told of."""
    for text in node.inputs.get("envs") or ():
        yield from (found[1] for found in _HOST.finditer(str(text)))
