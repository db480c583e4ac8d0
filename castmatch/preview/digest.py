"""What `pulumi preview --json` found, as changes of resources: each property that differs, as drift or as a change.

Three trees of inputs a resource: recorded by the last `up`, live after the refresh, declared by the program. Declared
otherwise than recorded is a change. Live otherwise than recorded is drift. What comes from a resource that is made or
replaced is a consequence.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from castmatch.preview.difference import Difference, Secret, differences, holds_secret, is_unknown, overlap, shown
from castmatch.preview.findings import findings, live_without_findings, public_inputs
from castmatch.preview.model import Cause, Operation, Property, ResourceChange, Special
from castmatch.preview.steps import Document, Step, steps


def changes(document: Document) -> tuple[ResourceChange, ...]:
    """Every resource of a provider that would not stay as it is.

    Args:
        document: the parsed output of `pulumi preview --json`, with or without a refresh.
    """
    moving = {step.urn for step in steps(document) if _moves(step)}
    found = ((step, step.operation) for step in steps(document))
    return tuple(_change(step, operation, document, moving) for step, operation in found if operation)


def unchanged(document: Document) -> int:
    """How many resources would stay as they are; components and providers don't count."""
    if not any(step["op"] == "refresh" for step in document.get("steps", [])):
        return int(document.get("changeSummary", {}).get("same", 0))
    return sum(step.operation is None for step in steps(document))


def _moves(step: Step) -> bool:
    """Whether what others take from it may be another value afterwards; a mere repair gives the same one."""
    if step.operation is Operation.UPDATE:
        return any(not is_unknown(found.new) for found in differences(step.recorded, step.declared))
    return step.operation is not None


def _change(step: Step, operation: Operation, document: Document, moving: set[str]) -> ResourceChange:
    is_kept = operation in (Operation.DELETE, Operation.REPLACE) and step.is_retained
    found = findings(step, document)
    both = operation in (Operation.UPDATE, Operation.REPLACE)
    return ResourceChange(
        urn=step.urn,
        kind=step.kind,
        name=step.name,
        operation=operation,
        service=step.service,
        properties=_properties(step, moving, found) if both else (),
        findings=found,
        old=shown(step.recorded),
        new=shown(step.declared),
        retained=is_kept,
    )


def _properties(step: Step, moving: set[str], found: tuple[str, ...]) -> tuple[Property, ...]:
    recorded, declared = public_inputs(step.recorded), public_inputs(step.declared)
    live = public_inputs(live_without_findings(step))
    edited = [found.path for found in differences(recorded, declared)]
    seen = [_seen(found, edited, step) for found in differences(live, declared)]
    hidden = _hidden(step, moving, [found.path for found in seen], live, declared)
    properties = _without_derived((*seen, *hidden))
    return properties if properties or found or step.detailed else _only_secrets(step, moving)


def _seen(found: Difference, edited: list[str], step: Step) -> Property:
    is_edited = any(overlap(found.path, path) for path in edited)
    cause = Cause.CONSEQUENCE if is_unknown(found.new) else Cause.CHANGE if is_edited else Cause.DRIFT
    return Property(found.path, shown(found.old), shown(found.new), cause, _replaces(step, found.path))


def _replaces(step: Step, path: str) -> bool:
    return any(kind.endswith("-replace") and overlap(path, other) for other, kind in step.detailed.items())


def _hidden(
    step: Step, moving: set[str], seen: list[str], live: Mapping[str, Any], declared: Mapping[str, Any]
) -> Iterator[Property]:
    """Properties that Pulumi compared and doesn't show: secrets, and outputs that are no inputs."""
    for path in step.detailed:
        key = path.split(".")[0].split("[")[0]
        if key.startswith("__") or any(overlap(path, other) for other in seen):
            continue
        if live.get(key) == declared.get(key) != step.live.get(key):
            continue  # a finding says so already
        values = [live.get(key, Special.ABSENT), declared.get(key, Special.ABSENT)]
        if holds_secret(values):
            yield _masked(path, _cause(step, key, moving), _replaces(step, path))
        else:
            yield Property(path, *_read_back(step, path, values), Cause.DRIFT, _replaces(step, path))


def _read_back(step: Step, path: str, values: list[Any]) -> tuple[Any, Any]:
    """What the provider found, where the inputs say nothing; and what is declared."""
    return shown(step.outputs.get(path, values[0])), shown(values[1])


def _masked(path: str, cause: Cause, replaces: bool = False) -> Property:
    return Property(path, Special.MASKED, Special.MASKED_CHANGED, cause, replaces)


def _cause(step: Step, key: str, moving: set[str]) -> Cause:
    """A secret made from a resource that changes itself is a consequence; any other was set by somebody."""
    sources = step.state.get("propertyDependencies", {}).get(key) or ()
    return Cause.CONSEQUENCE if moving.intersection(sources) else Cause.CHANGE


def _without_derived(found: tuple[Property, ...]) -> tuple[Property, ...]:
    """A role's `access` repeats its declaration in words: where that changed, it says nothing more."""
    declared = [one for one in found if not one.path.startswith("access.") or one.cause is not Cause.CHANGE]
    return tuple(declared) if declared else found


def _only_secrets(step: Step, moving: set[str]) -> tuple[Property, ...]:
    """For an update without a visible reason: a dynamic provider compares secrets and its code, and names neither."""
    hidden = [key for key, value in step.declared.items() if isinstance(value, Secret)]
    moved = [key for key in hidden if _cause(step, key, moving) is Cause.CONSEQUENCE]
    if moved:
        return tuple(_masked(key, Cause.CONSEQUENCE) for key in moved)
    return (_masked(" or ".join([*hidden, "the provider's code"]), Cause.CHANGE),)
