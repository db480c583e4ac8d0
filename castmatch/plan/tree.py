"""The tree of resources: components and their children, and what each waits for.

The order in which a program registers its resources differs from run to run; this one does not: first what waits for
nothing, then what waits for that.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from castmatch.declared.model import Declared, Resource
from castmatch.declared.walk import levels
from castmatch.plan.model import Planned
from castmatch.redact import without_passwords

_IMAGE_ID = "sha256:"  # the recorder's image id is the image's name


def tree(declared: Declared) -> tuple[Planned, ...]:
    """Every resource, each parent before its children."""
    children: dict[str, list[Resource]] = {}
    for found in declared.resources.values():
        children.setdefault(found.parent if found.parent in declared.resources else "", []).append(found)
    level = levels({urn: found.dependencies & declared.resources.keys() for urn, found in declared.resources.items()})
    for siblings in children.values():
        siblings.sort(key=lambda found: (_last(found, level, children), found.name, found.kind))
    return tuple(_below("", 0, children))


def _last(found: Resource, level: Mapping[str, int], children: Mapping[str, list[Resource]]) -> int:
    """The level of a resource; a component's is that of its last child."""
    return max([level[found.urn], *(_last(child, level, children) for child in children.get(found.urn, ()))])


def _below(parent: str, depth: int, children: Mapping[str, list[Resource]]) -> Iterator[Planned]:
    for found in children.get(parent, ()):
        yield Planned(
            urn=found.urn,
            kind=found.kind,
            name=found.name,
            parent=parent,
            depth=depth,
            waits_for=tuple(sorted(found.dependencies, key=lambda urn: (urn.rpartition("::")[2], urn))),
            inputs={key: _plain(value) for key, value in found.inputs.items() if not key.startswith("__")},
        )
        yield from _below(found.urn, depth + 1, children)


def _plain(value: Any) -> Any:
    """A value for readers: no password of a URL in it, whole numbers as such, images by their names."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return without_passwords(value.removeprefix(_IMAGE_ID)) if isinstance(value, str) else value
