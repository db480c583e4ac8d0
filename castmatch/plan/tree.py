"""The tree of resources: components and their children, and what each waits for.

The order in which a program registers its resources differs from run to run; this one does not: first what waits for
nothing, then what waits for that.
"""

from collections.abc import Iterator
from typing import Any

from castmatch.declared.model import Declared, Resource
from castmatch.plan.model import Planned
from castmatch.redact import without_passwords

_IMAGE_ID = "sha256:"  # the recorder's image id is the image's name


def tree(declared: Declared) -> tuple[Planned, ...]:
    """Every resource, each parent before its children."""
    levels = levels_of(declared)
    children: dict[str, list[Resource]] = {}
    for found in declared.resources.values():
        children.setdefault(found.parent if found.parent in declared.resources else "", []).append(found)
    for siblings in children.values():
        siblings.sort(key=lambda found: (levels[found.urn], found.name, found.kind))
    return tuple(_below("", 0, children))


def levels_of(declared: Declared) -> dict[str, int]:
    """How many others must come one after the other before each resource; before a component's last one."""
    levels: dict[str, int] = {}
    children: dict[str, list[str]] = {}
    for found in declared.resources.values():
        children.setdefault(found.parent, []).append(found.urn)

    def level(urn: str) -> int:
        if urn not in levels:
            levels[urn] = 0  # a circle ends here
            after = (level(other) + 1 for other in declared.resources[urn].dependencies if other in declared.resources)
            levels[urn] = max([0, *after, *(level(child) for child in children.get(urn, ()))])
        return levels[urn]

    for urn in sorted(declared.resources):
        level(urn)
    return levels


def _below(parent: str, depth: int, children: dict[str, list[Resource]]) -> Iterator[Planned]:
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
