"""From two declarations to the report: hazards, graph and exceptions, the same for each kind of preview."""

from dataclasses import replace
from typing import Any

from castmatch.declared.document import from_json
from castmatch.preview import quick
from castmatch.preview.graph import edges
from castmatch.preview.hazards import hazards
from castmatch.preview.model import Report, ResourceChange

Document = dict[str, Any]  # a parsed JSON document


def of_declarations(report: Report, changes: tuple[ResourceChange, ...], head: Document) -> Report:
    """The report with what follows from the changes and from what the head declares.

    Args:
        report: who is compared with whom.
        head: what it declares, see castmatch.declared.document.
    """
    declared = from_json(head)
    return replace(
        report,
        changes=changes,
        hazards=hazards(changes),
        edges=edges(declared),
        exceptions=tuple(declared.exports.get("exceptions") or ()),
    )


def of_quick(report: Report, base: Document, head: Document) -> Report:
    """The report with what differs between two declarations, and what follows from that."""
    before, after = from_json(base), from_json(head)
    found = of_declarations(report, quick.changes(before, after), head)
    return replace(found, unchanged=quick.unchanged(before, after))
