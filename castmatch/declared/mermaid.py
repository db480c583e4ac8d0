"""A graph as a Mermaid flowchart, which GitHub and many editors draw."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from castmatch.text import middle_cut, one_line

_LONGEST = 40  # characters of a line in a node
# White on these is readable on a light and on a dark page.
_STYLES = {
    "new": "fill:#1a7f37,stroke:#4ac26b,color:#fff",
    "changed": "fill:#0969da,stroke:#54aeff,color:#fff",
    "replaced": "fill:#bc4c00,stroke:#fb8f44,color:#fff",
    "removed": "fill:#a40e26,stroke:#ff8182,color:#fff,stroke-dasharray:5 4",
}


@dataclass(frozen=True)
class Node:
    """A node's name, a note below it, and what Mermaid draws around them."""

    name: str
    note: str = ""
    shape: tuple[str, str] = ("[", "]")


def flowchart(
    nodes: Mapping[str, Node], edges: Iterable[tuple[str, str]], marks: Mapping[str, str] | None = None
) -> str:
    """The flowchart, without a line end.

    Args:
        nodes: by any key; the keys are not shown.
        edges: pairs of keys; an arrow leads from the first to the second.
        marks: key to new, changed, replaced or removed, which is shown as a colour.
    """
    marks = marks or {}
    names = {key: f"n{number}" for number, key in enumerate(nodes)}
    boxes = [f"  {names[key]}{_box(node)}{f':::{marks[key]}' if key in marks else ''}" for key, node in nodes.items()]
    arrows = [f"  {names[one]} --> {names[other]}" for one, other in edges]
    styles = [f"  classDef {mark} {style}" for mark, style in _STYLES.items() if mark in marks.values()]
    return "\n".join(["flowchart LR", *boxes, *arrows, *styles])


def _box(node: Node) -> str:
    start, end = node.shape
    note = f"<br/>{_safe(node.note)}" if node.note else ""
    return f'{start}"{_safe(node.name)}{note}"{end}'


def _safe(text: str) -> str:
    """All but plain letters as Mermaid's own codes: no text can end its box or start another."""
    cut = middle_cut(one_line(text), _LONGEST)
    return re.sub(r"[^A-Za-z0-9_ -]", lambda found: f"#{ord(found[0])};", cut)
