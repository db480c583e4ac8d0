"""The graph as one self-contained SVG file, for a light and for a dark page."""

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

from rich.cells import cell_len

from castmatch.declared.walk import levels
from castmatch.plan.model import Box, Graph, Kind, Plan
from castmatch.text import middle_cut, one_line

# In pixels. Letters all have one width, so that a box fits its text on every machine.
_NAME, _NOTE = 8.2, 6.8  # a letter of each size, a little more than any usual font takes
_HEIGHT, _ROW, _GAP = 46, 72, 70  # a box; from one box to the one below; between two columns
_MARGIN, _TOP = 24, 56
_LONGEST = 40  # letters of a line in a box
_LEGEND = {Kind.SERVICE: "service", Kind.ROLE: "PostgreSQL role", Kind.VOLUME: "volume"}
_STYLE = """
text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace}
.title{font-size:15px;font-weight:600}.name{font-size:13px;font-weight:600}.note{font-size:11px}
.page{fill:#fff}.title,.name{fill:#1f2328}.note,.tip{fill:#59636e}.arrow{stroke:#59636e}
.service{fill:#ddf4ff;stroke:#0969da}.role{fill:#dafbe1;stroke:#1a7f37}.volume{fill:#fff8c5;stroke:#9a6700}
@media (prefers-color-scheme:dark){
.page{fill:#0d1117}.title,.name{fill:#f0f6fc}.note,.tip{fill:#b7bdc8}.arrow{stroke:#b7bdc8}
.service{fill:#0c2d6b;stroke:#4493f8}.role{fill:#0f3d1c;stroke:#3fb950}.volume{fill:#3b2a04;stroke:#d29922}
}
"""
_TIP = (
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="9.5" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
    '<path class="tip" d="M0 0.5 10 5 0 9.5z"/></marker></defs>'
)
Place = tuple[float, float, float]  # left edge, middle and width of a box


def as_svg(plan: Plan) -> str:
    """The drawing: an arrow leads from each service, role and volume to what it needs."""
    places = _places(plan.graph)
    width = max([600.0, *(left + across + _MARGIN for left, _, across in places.values())])
    height = max([_TOP, *(middle + _ROW for _, middle, _ in places.values())]) + 30
    title = escape(one_line(f"CastMatch, stack {plan.stack}"))
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}">',
        f"<title>{title}: what needs what</title>",
        f"<style>{_STYLE}</style>{_TIP}",
        '<rect class="page" width="100%" height="100%"/>',
        f'<text class="title" x="{_MARGIN}" y="34">{title}</text>',
        *(_arrow(places[one], places[other]) for one, other in plan.graph.needs),
        *(_box(box, *places[box.urn]) for box in plan.graph.boxes),
        *_legend(height - 30),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def columns(graph: Graph) -> dict[str, int]:
    """URN to column: each box stands right of all that need it, and one that nothing needs beside what it needs."""
    users: dict[str, list[str]] = {box.urn: [] for box in graph.boxes}
    for one, other in graph.needs:
        users[other].append(one)
    found = levels(users)
    for urn in users:
        needed = [found[other] for one, other in graph.needs if one == urn]
        if needed and not users[urn]:
            found[urn] = min(needed) - 1
    return found


def _places(graph: Graph) -> Mapping[str, Place]:
    """Column by column from the left, each centred, its boxes in the order of the graph."""
    column = columns(graph)
    groups = [[box for box in graph.boxes if column[box.urn] == number] for number in sorted({*column.values()})]
    tallest = max(map(len, groups), default=0)
    places: dict[str, Place] = {}
    left = float(_MARGIN)
    for group in groups:
        width = max(map(_width, group))
        for number, box in enumerate(group):
            places[box.urn] = (left, _TOP + _ROW * (number + (tallest - len(group) + 1) / 2), width)
        left += width + _GAP
    return places


def _width(box: Box) -> float:
    return max(cell_len(_cut(box.name)) * _NAME, cell_len(_cut(box.note)) * _NOTE) + 32


def _cut(text: str) -> str:
    return middle_cut(one_line(text), _LONGEST)


def _box(box: Box, left: float, middle: float, width: float) -> str:
    lines = [("name", _cut(box.name)), *([("note", _cut(box.note))] if box.note else [])]
    first = middle + 4.5 - 8.5 * (len(lines) - 1)
    texts = "".join(
        f'<text class="{style}" text-anchor="middle" x="{left + width / 2:.1f}" y="{first + 17 * number:.1f}">'
        f"{escape(text)}</text>"
        for number, (style, text) in enumerate(lines)
    )
    return f"<g>{_rect(box.kind, left, middle - _HEIGHT / 2, width, _HEIGHT)}{texts}</g>"


def _rect(kind: Kind, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="8"/>'


def _arrow(start: Place, end: Place) -> str:
    """A straight line from one box's side to the other's; the last one of a circle leads back to the left."""
    leads_back = start[0] >= end[0]
    x1, x2 = (start[0], end[0] + end[2]) if leads_back else (start[0] + start[2], end[0])
    line = f'x1="{x1:.1f}" y1="{start[1]:.1f}" x2="{x2:.1f}" y2="{end[1]:.1f}"'
    return f'<line class="arrow" {line} marker-end="url(#tip)"/>'


def _legend(top: float) -> Iterator[str]:
    x = float(_MARGIN)
    for kind, text in _LEGEND.items():
        yield f'{_rect(kind, x, top, 26, 16)}<text class="note" x="{x + 34:.0f}" y="{top + 12:.0f}">{text}</text>'
        x += 60 + len(text) * _NOTE
    yield f'<text class="note" x="{x:.0f}" y="{top + 12:.0f}">an arrow leads to what is needed</text>'
