"""The graph of services, roles and volumes, each with its address, database or place."""

from collections.abc import Mapping
from typing import Any

from castmatch.declared.graph import drawn, name_of, needs
from castmatch.declared.model import Declared, Resource
from castmatch.declared.walk import levels
from castmatch.plan.model import Box, Graph, Kind

_KINDS = {"Container": Kind.SERVICE, "PostgresRole": Kind.ROLE, "Volume": Kind.VOLUME}
_ORDER = (Kind.VOLUME, Kind.SERVICE, Kind.ROLE)


def graph(declared: Declared) -> Graph:
    """Which box needs which; what is needed comes first."""
    shown, pairs = drawn(declared, _KINDS), needs(declared, _KINDS)
    level = levels({urn: [other for one, other in pairs if one == urn] for urn in shown})
    boxes = [Box(urn, _KINDS[found.short_kind], name_of(found), _note(found)) for urn, found in shown.items()]
    boxes.sort(key=lambda box: (level[box.urn], _ORDER.index(box.kind), box.name))
    place = {box.urn: number for number, box in enumerate(boxes)}
    return Graph(tuple(boxes), tuple(sorted(pairs, key=lambda pair: (place[pair[0]], place[pair[1]]))))


def _note(found: Resource) -> str:
    if found.is_a("Container"):
        return _address(found.inputs)
    return _role(found.inputs) if found.is_a("PostgresRole") else _volume(found)


def _address(inputs: Mapping[str, Any]) -> str:
    return ", ".join(f"{port.get('ip')}:{port.get('external', 0):.0f}" for port in inputs.get("ports") or ())


def _role(inputs: Mapping[str, Any]) -> str:
    """The databases that it owns, and those in which it may do something."""
    role, databases = inputs.get("role"), inputs.get("databases") or ()
    owned = [str(found["database"]) for found in databases if found.get("owner") == role]
    others = [str(found["database"]) for found in databases if found.get("owner") != role]
    parts = [f"{word} {', '.join(names)}" for word, names in (("owns", owned), ("in", others)) if names]
    login = (inputs.get("attributes") or {}).get("login", True)
    return "; ".join(parts if login else ["no login", *parts])


def _volume(found: Resource) -> str:
    return f"{found.inputs.get('name')}{', kept' if found.options.get('retainOnDelete') else ''}"
