"""Which container, role or volume needs which.

Read off what the program gives to what: a resource's dependencies and its components' ones, up to the next one that is
drawn; and the addresses in a container's environment (AI_URL=http://ai:8002). What only proves a service (Ready) is no
need: the order of proofs is not the order of calls.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from castmatch.declared.model import Declared

SERVICES_AND_ROLES = frozenset({"Container", "PostgresRole"})
VOLUMES = frozenset({"Volume"})
_HOST = re.compile(r"://(?:[^@/]*@)?([A-Za-z0-9_-]+)(?=[:/]|$)")


@dataclass(frozen=True)
class Node:
    """One resource of the graph, by its URN in a mapping.

    Args:
        kind: the last word of its type: Container, PostgresRole, Volume …
        name: its logical name; a role's own name.
        ahead: URNs of what is one step away: what it depends on, and the component that it belongs to.
    """

    kind: str
    name: str
    ahead: frozenset[str]
    inputs: Mapping[str, Any] = field(default_factory=dict, repr=False)


def node(kind: str, name: str, inputs: Mapping[str, Any], ahead: Iterable[str]) -> Node:
    """One resource; `kind` is its whole type."""
    short = kind.rsplit(":", 1)[-1]
    called = str(inputs.get("role")) if short == "PostgresRole" else name
    return Node(short, called, frozenset(ahead) - {""}, inputs)


def nodes_of(declared: Declared) -> dict[str, Node]:
    """Every resource of a recording."""
    return {
        urn: node(found.kind, found.name, found.raw, [found.parent, *found.dependencies])
        for urn, found in declared.resources.items()
    }


def needs(nodes: Mapping[str, Node], drawn: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Pairs of URNs, some more than once: who needs whom.

    Args:
        nodes: every resource, by URN; those that are not drawn lead from one to the other.
        drawn: kinds of resources.
    """
    hosts = {found.name: urn for urn, found in nodes.items() if found.kind == "Container"}
    for urn, found in nodes.items():
        if found.kind in drawn:
            called = (hosts[host] for host in _hosts(found) if host in hosts)
            yield from ((urn, other) for other in (*_reached(urn, nodes, drawn), *called) if other != urn)


def _reached(urn: str, nodes: Mapping[str, Node], drawn: frozenset[str]) -> Iterator[str]:
    """The next drawn resources on every way from here."""
    seen, open_ends = {urn}, list(nodes[urn].ahead)
    while open_ends:
        place = open_ends.pop()
        if place in seen or place not in nodes:
            continue
        seen.add(place)
        if nodes[place].kind in drawn:
            yield place
        else:
            open_ends += nodes[place].ahead


def _hosts(found: Node) -> Iterator[str]:
    """The hosts of the network that a container is told of."""
    for text in found.inputs.get("envs") or ():
        yield from (match[1] for match in _HOST.finditer(str(text)))
