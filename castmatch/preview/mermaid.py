"""The services, the role and the guardian as a Mermaid flowchart; what changes is marked by colour and by word."""

import re

from castmatch.preview.model import Operation, Report, ResourceChange
from castmatch.preview.naming import name
from castmatch.preview.values import middle_cut, one_line

_LONGEST = 40  # characters of a node's name
_CLASSES = {
    Operation.CREATE: "new",
    Operation.UPDATE: "changed",
    Operation.CHANGE: "changed",
    Operation.REPLACE: "replaced",
    Operation.DELETE: "removed",
}
# White on these is readable in a light and in a dark page.
_STYLES = (
    "classDef new fill:#1a7f37,stroke:#4ac26b,color:#fff",
    "classDef changed fill:#0969da,stroke:#54aeff,color:#fff",
    "classDef replaced fill:#bc4c00,stroke:#fb8f44,color:#fff",
    "classDef removed fill:#a40e26,stroke:#ff8182,color:#fff,stroke-dasharray:5 4",
)


def mermaid(report: Report) -> str:
    """The flowchart, an arrow from each service to what it needs; empty when there is nothing to draw."""
    marks = _marks(report)
    ends = [end for edge in report.edges for end in (edge.service, edge.needs)]
    nodes = {node: f"n{number}" for number, node in enumerate(dict.fromkeys([*ends, *marks]))}
    if not nodes:
        return ""
    drawn = [f"  {key}{_box(node, marks.get(node))}" for node, key in nodes.items()]
    arrows = [f"  {nodes[edge.service]} --> {nodes[edge.needs]}" for edge in report.edges]
    used = [style for style in _STYLES if style.split()[1] in marks.values()]
    return "\n".join(["flowchart LR", *drawn, *arrows, *(f"  {style}" for style in used)])


def _marks(report: Report) -> dict[str, str]:
    """What happens to each node that does not stay as it is, as a class."""
    ends = {end for edge in report.edges for end in (edge.service, edge.needs)}
    changes = [change for change in report.changes if change.is_a("Container") or change.is_a("PostgresRole")]
    return {_node(change, ends): _CLASSES[change.operation] for change in changes}


def _node(change: ResourceChange, ends: set[str]) -> str:
    """The node that stands for a resource: a role may be drawn under its logical name as well."""
    if change.is_a("Container"):
        return change.service or change.name
    return change.name if change.name in ends else name(change)


def _box(node: str, mark: str | None) -> str:
    return f'["{label(node)}<br/>{mark}"]:::{mark}' if mark else f'["{label(node)}"]'


def label(name: str) -> str:
    """A name, all but plain letters as Mermaid's own codes: it can't end its box or start another."""
    text = middle_cut(one_line(name), _LONGEST)
    return re.sub(r"[^A-Za-z0-9_ -]", lambda found: f"#{ord(found[0])};", text)
