"""Two recordings of what a program declares, compared. Nothing is started.

So it is unknown whether a change is an update or a replacement, and what is live.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from castmatch.declared.document import digest_of
from castmatch.declared.model import Declared, Resource, is_secret
from castmatch.preview.difference import Difference, Secret, differences, shown
from castmatch.preview.findings import public_inputs
from castmatch.preview.model import Cause, Operation, Property, ResourceChange, Special
from castmatch.preview.steps import owner_of

_ID = "sha256:"
# Options that decide what happens to a resource.
_OPTIONS = (
    *("protect", "retainOnDelete", "deleteBeforeReplace", "ignoreChanges", "replaceOnChanges", "deletedWith"),
    *("additionalSecretOutputs", "customTimeouts"),
)


def changes(base: Declared, head: Declared) -> tuple[ResourceChange, ...]:
    """Every resource of a provider that is declared otherwise: created, deleted or changed.

    Resources are matched by URN, whatever the stack's name; what comes from another changed resource is a consequence.
    """
    before, after = _by_place(base), _by_place(head)
    moving = {place for place in (*before, *after) if _inputs(before.get(place)) != _inputs(after.get(place))}
    places = [*after, *(place for place in before if place not in after)]
    found = (_change(before.get(place), after.get(place), moving) for place in places)
    return tuple(change for change in found if change)


def unchanged(base: Declared, head: Declared) -> int:
    """How many resources are declared as before; components don't count."""
    return len(_by_place(head)) - sum(change.operation is not Operation.DELETE for change in changes(base, head))


def option_changes(base: Declared, head: Declared) -> tuple[ResourceChange, ...]:
    """The part of `changes` that Pulumi's own preview does not show: a volume that is no longer kept, for one."""
    found = ((change, tuple(_of_options(change))) for change in changes(base, head))
    return tuple(replace(change, properties=options) for change, options in found if options)


def _of_options(change: ResourceChange) -> Iterator[Property]:
    return (found for found in change.properties if found.path.startswith("options."))


def _by_place(declared: Declared) -> dict[str, Resource]:
    real = (found for found in declared.resources.values() if found.options.get("custom"))
    return {_place(found.urn): found for found in real}


def _place(urn: str) -> str:
    """A URN without the stack's name: urn:pulumi:<stack>::…"""
    return urn.partition("::")[2]


def _change(base: Resource | None, head: Resource | None, moving: set[str]) -> ResourceChange | None:
    one = head or base
    if one is None:
        return None
    properties = tuple(_properties(base, head, moving)) if base and head else ()
    if base and head and not properties:
        return None
    return ResourceChange(
        urn=one.urn,
        kind=one.kind,
        name=one.name,
        operation=Operation.CHANGE if base and head else Operation.CREATE if head else Operation.DELETE,
        service=owner_of(one.name, one.parent, one.raw),
        properties=properties,
        old=shown(_inputs(base)),
        new=shown(_inputs(head)),
        retained=bool(base and base.options.get("retainOnDelete")),
    )


def _properties(base: Resource, head: Resource, moving: set[str]) -> Iterator[Property]:
    found = list(differences(public_inputs(_inputs(base)), public_inputs(_inputs(head))))
    # A role's `access` repeats its declaration in words.
    shortened = [one for one in found if not one.path.startswith("access.")] or found
    for one in (*shortened, *differences(_options(base), _options(head))):
        yield Property(one.path, shown(one.old), _new(one), _cause(one.path, head, moving))


def _new(found: Difference) -> Any:
    both_secret = isinstance(found.new, Secret) and isinstance(found.old, Secret)
    return Special.MASKED_CHANGED if both_secret else shown(found.new)


def _cause(path: str, head: Resource, moving: set[str]) -> Cause:
    key = path.split(".")[0].split("[")[0]
    sources = head.options.get("propertyDependencies", {}).get(key, {}).get("urns", ())
    return Cause.CONSEQUENCE if moving.intersection(map(_place, sources)) else Cause.CHANGE


def _options(resource: Resource) -> dict[str, Any]:
    return {f"options.{key}": _anywhere(resource.options[key]) for key in _OPTIONS if key in resource.options}


def _anywhere(value: Any) -> Any:
    return _place(value) if isinstance(value, str) and value.startswith("urn:") else value


def _inputs(resource: Resource | None) -> dict[str, Any]:
    raw = resource.raw if resource else {}
    return {key: _with_secrets(value) for key, value in raw.items() if not key.startswith("__")}


def _with_secrets(value: Any) -> Any:
    if isinstance(value, str):
        return value.removeprefix(_ID)  # the recorder's image id is the image's name
    if is_secret(value):
        return Secret(digest_of(value.get("value")))
    if isinstance(value, dict):
        return {key: _with_secrets(inner) for key, inner in value.items()}
    return [_with_secrets(inner) for inner in value] if isinstance(value, list) else value
