"""Containers that are removed, replaced, or published elsewhere."""

from collections.abc import Iterator
from typing import Any

from castmatch.preview.model import Hazard, Operation, ResourceChange


def removed(change: ResourceChange) -> Iterator[Hazard]:
    """A service, or the guardian, that is no longer declared."""
    if not change.is_a("Container") or change.operation is not Operation.DELETE:
        return
    if change.name == "guardian":
        text = "the guardian is switched off: a role that breaks stays broken until the next `up`"
        yield Hazard("guardian", text, "set castmatch:guardian.mode to repair, or to watch, which only reports")
    else:
        yield Hazard(change.name, f"container {change.old.get('name', change.name)} is removed", _WHO_NEEDS)


_WHO_NEEDS = "the graph shows what needs it"


def moved_ports(change: ResourceChange) -> Iterator[Hazard]:
    """A published port that changes, or goes."""
    if not change.is_a("Container") or not change.old or not change.new:
        return
    old, new = _addresses(change.old), _addresses(change.new)
    for inside in sorted(old.keys() | new.keys()):
        before, after = old.get(inside), new.get(inside)
        if before and before != after:
            text = f"{change.name} moves from {before} to {after}" if after else f"{change.name} leaves {before}"
            yield Hazard(change.name, text, "change it in bookmarks, .env files and database clients")


def replaced(change: ResourceChange) -> Iterator[Hazard]:
    """A container that answers now, and won't while it is replaced. One that is stopped has nothing to lose."""
    if not change.is_a("Container") or change.operation is not Operation.REPLACE or change.findings:
        return
    why = ", ".join(found.path for found in change.properties if found.replaces)
    text = f"container {change.old.get('name', change.name)} is replaced{f' ({why})' if why else ''}"
    yield Hazard(change.name, f"{text}: it does not answer meanwhile", "see its expected downtime")


def _addresses(inputs: dict[str, Any]) -> dict[int, str]:
    """Port inside to address outside."""
    ports = inputs.get("ports") or []
    return {port["internal"]: f"{port.get('ip') or '0.0.0.0'}:{port.get('external')}" for port in ports}  # noqa: S104
