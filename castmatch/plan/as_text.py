"""The plan for a terminal: complete without colour, and the same whatever the terminal's width."""

import json
from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len

from castmatch.plan.model import Plan, Planned
from castmatch.text import one_line

_INDENT = "  "


def as_text(plan: Plan) -> str:
    """Resource tree, dependencies, settings, exceptions in force, verdict."""
    file = plan.file or f"Pulumi.{plan.stack}.yaml is not there: all defaults"
    blocks = [
        _titled("resources", _resources(plan)),
        _titled("dependencies", _dependencies(plan)),
        _titled(f"settings ({file})", [(found.key, _value(found.resolved), found.source) for found in plan.settings]),
        _titled("exceptions in force", [(text,) for text in plan.exceptions]),
    ]
    head = f"CastMatch, stack {one_line(plan.stack)}: nothing was started"
    return "\n\n".join([head, *filter(None, blocks), plan.verdict]) + "\n"


def _resources(plan: Plan) -> list[tuple[str, ...]]:
    names = {found.urn: found.name for found in plan.resources}
    branches = zip(_lines(plan.resources), plan.resources, strict=True)
    return [(line + found.name, found.short_kind, _waits(found, names)) for line, found in branches]


def _waits(found: Planned, names: dict[str, str]) -> str:
    awaited = ", ".join(names.get(urn, urn) for urn in found.waits_for)
    return f"waits for {awaited}" if awaited else ""


def _lines(resources: Sequence[Planned]) -> list[str]:
    """The branches of the tree in front of each name; made from the last one up."""
    lines: list[str] = []
    open_depths: set[int] = set()  # where a later sibling follows
    for found in reversed(resources):
        trunk = "".join("│  " if depth in open_depths else "   " for depth in range(1, found.depth))
        joint = ("├─ " if found.depth in open_depths else "└─ ") if found.depth else ""
        lines.append(trunk + joint)
        open_depths = {depth for depth in open_depths if depth < found.depth} | {found.depth}
    return lines[::-1]


def _dependencies(plan: Plan) -> list[tuple[str, ...]]:
    names = {box.urn: box.name for box in plan.graph.boxes}
    rows: list[tuple[str, ...]] = []
    for box in plan.graph.boxes:
        needed = ", ".join(names[other] for one, other in plan.graph.needs if one == box.urn)
        rows.append((box.name, box.kind.value, box.note, f"needs {needed}" if needed else ""))
    return rows


def _value(value: Any) -> str:
    if value is None or value in ([], {}):
        return "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _titled(title: str, rows: Sequence[tuple[str, ...]]) -> str:
    """A title above its rows in columns; nothing without rows."""
    clean = [tuple(one_line(cell) for cell in row) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*clean, strict=True)]
    lines = [_INDENT + _padded(row, widths) for row in clean]
    return "\n".join([title, *lines]) if lines else ""


def _padded(row: tuple[str, ...], widths: Sequence[int]) -> str:
    cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
    return "  ".join(cells).rstrip()
