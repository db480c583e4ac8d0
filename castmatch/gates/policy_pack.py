"""Judge resources that Pulumi's policy SDK describes.

The SDK (pulumi-policy 1.21) does not tell which values are secret, nor retainOnDelete: so no-plain-secret sees names
and URLs only, and kept-data requires protect.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

from castmatch.declared.model import UNKNOWN, Declared, Resource
from castmatch.gates.judge import remaining
from castmatch.gates.model import Exemption, Program, Rule, Violation

# The settings of every policy, besides Pulumi's enforcementLevel; as JSON Schema.
SETTINGS: dict[str, dict[str, Any]] = {
    "exceptions": {
        "type": "array",
        "description": "resources that are exempt from this rule",
        "items": {
            "type": "object",
            "required": ["resource", "reason", "until"],
            "properties": {
                "resource": {"type": "string", "description": "its name in the program"},
                "reason": {"type": "string", "minLength": 1},
                "until": {"type": "string", "format": "date", "description": "the last day, such as 2027-01-31"},
            },
        },
    },
    "hostFolders": {"type": "array", "items": {"type": "string"}, "description": "folders that may be mounted"},
    "localImages": {"type": "array", "items": {"type": "string"}, "description": "images built on this machine"},
    "applicationRole": {"type": "string", "description": "the role that has no power over others"},
}


class Single(Protocol):
    """ResourceValidationArgs: one resource with its inputs, before it is made."""

    @property
    def resource_type(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def urn(self) -> str: ...
    @property
    def props(self) -> Mapping[str, Any]: ...
    @property
    def opts(self) -> Any: ...


class Placed(Single, Protocol):
    """PolicyResource: one among all of a stack."""

    @property
    def parent(self) -> Any: ...
    @property
    def dependencies(self) -> Sequence[Any]: ...
    @property
    def property_dependencies(self) -> Mapping[str, Sequence[Any]]: ...


def of_resource(found: Single, unknown: type[Exception]) -> Declared:
    """A declaration of this one resource. `unknown` is the SDK's error for a value that is known only later."""
    return Declared({found.urn: _resource(found, unknown)})


def of_stack(found: Sequence[Placed], unknown: type[Exception]) -> Declared:
    """A declaration of all resources of a stack, with their dependencies."""
    return Declared({one.urn: _placed(one, unknown) for one in found})


def judged(rule: Rule, declared: Declared, settings: Mapping[str, Any], today: date) -> list[Violation]:
    """The violations of a rule, less the exemptions in a policy's settings. ValueError when `until` is not a date."""
    program = Program(
        declared,
        host_folders=tuple(settings.get("hostFolders") or ()),
        local_images=frozenset(settings.get("localImages") or ()),
        application_role=settings.get("applicationRole"),
    )
    return remaining(rule.check(program), list(_exemptions(rule, settings)), today)


def message(violation: Violation) -> str:
    """A violation as a policy reports it."""
    lines = (
        f"{violation.resource}: expected  {violation.expected}",
        f"found     {violation.found}",
        f"fix       {violation.fix}",
    )
    return "\n".join(lines)


def _resource(found: Single, unknown: type[Exception]) -> Resource:
    raw = _plain(found.props, unknown)
    options = {"protect": found.opts.protect, "retainOnDelete": UNKNOWN}
    return Resource(found.urn, found.resource_type, found.name, "", raw, options=options)


def _placed(found: Placed, unknown: type[Exception]) -> Resource:
    needed = [*found.dependencies, *(one for several in found.property_dependencies.values() for one in several)]
    parent = found.parent.urn if found.parent else ""
    return replace(_resource(found, unknown), parent=parent, dependencies=frozenset(one.urn for one in needed))


def _plain(value: Any, unknown: type[Exception]) -> Any:
    """A value out of the SDK's proxies."""
    if isinstance(value, Mapping):
        return {key: _item(value, key, unknown) for key in value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_item(value, place, unknown) for place in range(len(value))]
    return value


def _item(values: Any, key: Any, unknown: type[Exception]) -> Any:
    try:
        return _plain(values[key], unknown)
    except unknown:
        return UNKNOWN


def _exemptions(rule: Rule, settings: Mapping[str, Any]) -> Iterator[Exemption]:
    for granted in settings.get("exceptions") or ():
        yield Exemption(rule.name, granted["resource"], granted["reason"], date.fromisoformat(granted["until"]))
