"""The graph of services, roles and volumes, each with its address, database or place."""

from collections.abc import Mapping
from typing import Any

from castmatch.declared.graph import SERVICES_AND_ROLES, VOLUMES, needs, nodes_of
from castmatch.declared.model import Declared, Resource
from castmatch.plan.model import Box, Graph, Kind
from castmatch.plan.ranks import ranks_of

_KINDS = {"Container": Kind.SERVICE, "PostgresRole": Kind.ROLE, "Volume": Kind.VOLUME}
_ORDER = (Kind.VOLUME, Kind.SERVICE, Kind.ROLE)


def graph(declared: Declared) -> Graph:
    """Who needs whom, the needed ones first."""
    nodes, drawn = nodes_of(declared), SERVICES_AND_ROLES | VOLUMES
    pairs = set(needs(nodes, drawn))
    boxes = [
        Box(urn, _KINDS[node.kind], node.name, _note(declared.resources[urn]))
        for urn, node in nodes.items()
        if node.kind in drawn
    ]
    ranks = ranks_of(sorted(box.urn for box in boxes), sorted(pairs))
    boxes.sort(key=lambda box: (ranks[box.urn], _ORDER.index(box.kind), box.name))
    place = {box.urn: number for number, box in enumerate(boxes)}
    return Graph(tuple(boxes), tuple(sorted(pairs, key=lambda pair: (place[pair[0]], place[pair[1]]))))


def _note(found: Resource) -> str:
    if found.is_a("Container"):
        return _address(found.inputs)
    return _role(found.inputs) if found.is_a("PostgresRole") else _volume(found)


def _address(inputs: Mapping[str, Any]) -> str:
    return ", ".join(f"{port.get('ip')}:{port.get('external', 0):.0f}" for port in inputs.get("ports") or ())


def _role(inputs: Mapping[str, Any]) -> str:
    """Which databases it owns, and in which others it may do something."""
    role, databases = inputs.get("role"), inputs.get("databases") or ()
    owned = [str(found["database"]) for found in databases if found.get("owner") == role]
    others = [str(found["database"]) for found in databases if found.get("owner") != role]
    told = [f"{word} {', '.join(names)}" for word, names in (("owns", owned), ("in", others)) if names]
    login = (inputs.get("attributes") or {}).get("login", True)
    return "; ".join(told if login else ["no login", *told])


def _volume(found: Resource) -> str:
    return f"{found.inputs.get('name')}{', kept' if found.options.get('retainOnDelete') else ''}"
