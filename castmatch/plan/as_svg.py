"""The graph as one self-contained SVG file, for a light and for a dark page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from rich.cells import cell_len

from castmatch.plan.layout import Layout, Stop, layout
from castmatch.plan.model import Box, Kind, Plan
from castmatch.plan.svg_style import NAME, NOTE, STYLE
from castmatch.preview.values import middle_cut, one_line

_LONGEST = 40  # characters of a line in a box
_PADDING = 16.0  # pixels between a box's text and its edge
_HEIGHT, _PORT = 50.0, 13.0  # of a box with few arrows; what each further arrow needs
_MARGIN, _HEAD, _FOOT = 24.0, 40.0, 34.0
_LID = 4.0  # how much lower a drum's text stands
_CUT = 10.0  # width of a hexagon's slanted edge
_BETWEEN = 72.0  # pixels between two columns: room for an arrow's bend
_LEGEND = ((Kind.SERVICE, "service"), (Kind.ROLE, "PostgreSQL role"), (Kind.VOLUME, "volume"))


@dataclass(frozen=True)
class _Drawing:
    """The boxes by URN, where they stand, and each column's left edge and width."""

    boxes: Mapping[str, Box]
    heights: Mapping[str, float]
    layout: Layout
    columns: tuple[tuple[float, float], ...]

    def left(self, stop: Stop) -> float:
        return self.columns[self.layout.column[stop]][0]

    def right(self, stop: Stop) -> float:
        return sum(self.columns[self.layout.column[stop]])

    def middle(self, stop: Stop) -> float:
        return _HEAD + _MARGIN + self.layout.middle[stop]

    def slant(self, stop: Stop, y: float) -> float:
        """How far a hexagon's edge is from its column's at this height; 0 for the straight ones."""
        box = self.boxes.get(stop) if isinstance(stop, str) else None
        if box is None or box.kind is not Kind.ROLE:
            return 0.0
        return _CUT * abs(y - self.middle(stop)) / (self.heights[box.urn] / 2)

    @property
    def size(self) -> tuple[float, float]:
        right = max((left + width for left, width in self.columns), default=0.0)
        bottom = max((self.middle(stop) + self._half(stop) for stop in self.layout.middle), default=_HEAD)
        return max(right + _MARGIN, 600.0), bottom + _MARGIN + _FOOT

    def _half(self, stop: Stop) -> float:
        return self.heights[stop] / 2 if isinstance(stop, str) else 0.0


def as_svg(plan: Plan) -> str:
    """The drawing: an arrow leads from each service, role and volume to what it needs."""
    drawing = _drawing(plan)
    width, height = drawing.size
    title = escape(one_line(f"CastMatch, stack {plan.stack}"))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
            f'width="{width:.0f}" height="{height:.0f}" role="img">',
            f"<title>{title}: what needs what</title>",
            f"<style>{STYLE}</style>",
            '<defs><marker id="tip" viewBox="0 0 10 10" refX="9.5" refY="5" markerWidth="9" markerHeight="9" '
            'markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 0.5 10 5 0 9.5z"/></marker></defs>',
            '<rect class="page" width="100%" height="100%"/>',
            f'<text class="title" x="{_MARGIN:.0f}" y="{_MARGIN + 10:.0f}">{title}</text>',
            *_arrows(drawing),
            *(_box(drawing, box) for box in plan.graph.boxes),
            *_legend(height - _FOOT + 8),
            "</svg>",
            "",
        ]
    )


def _drawing(plan: Plan) -> _Drawing:
    boxes = {box.urn: box for box in plan.graph.boxes}
    heights = {urn: _height(urn, plan) for urn in boxes}
    found = layout(list(boxes), plan.graph.needs, heights)
    columns, left = [], _MARGIN
    for number in range(max(found.column.values(), default=-1) + 1):
        width = max(_width(box) for box in boxes.values() if found.column[box.urn] == number)
        columns.append((left, width))
        left += width + _BETWEEN
    return _Drawing(boxes, heights, found, tuple(columns))


def _height(urn: str, plan: Plan) -> float:
    ends = max(sum(urn == pair[side] for pair in plan.graph.needs) for side in (0, 1))
    return max(_HEIGHT, (ends + 1) * _PORT)


def _width(box: Box) -> float:
    return max(cell_len(_cut(box.name)) * NAME, cell_len(_cut(box.note)) * NOTE) + 2 * _PADDING


def _cut(text: str) -> str:
    return middle_cut(one_line(text), _LONGEST)


def _box(drawing: _Drawing, box: Box) -> str:
    left, width = drawing.columns[drawing.layout.column[box.urn]]
    middle, height = drawing.middle(box.urn), drawing.heights[box.urn]
    lines = [("name", _cut(box.name))] + ([("note", _cut(box.note))] if box.note else [])
    first = middle + 4.5 - 8.5 * (len(lines) - 1) + (_LID if box.kind is Kind.VOLUME else 0.0)
    texts = "".join(
        f'<text class="{kind}" x="{left + width / 2:.1f}" y="{first + 17 * number:.1f}">{escape(text)}</text>'
        for number, (kind, text) in enumerate(lines)
    )
    return f'<g class="{box.kind}">{_shape(box.kind, left, middle - height / 2, width, height)}{texts}</g>'


def _shape(kind: Kind, x: float, y: float, width: float, height: float) -> str:
    """A service is a box, a role a hexagon, a volume a drum."""
    right, bottom = x + width, y + height
    if kind is Kind.ROLE:
        cut, middle = min(_CUT, height / 4), y + height / 2
        corners = [
            (x, middle),
            (x + cut, y),
            (right - cut, y),
            (right, middle),
            (right - cut, bottom),
            (x + cut, bottom),
        ]
        return f'<polygon points="{" ".join(f"{across:.1f},{down:.1f}" for across, down in corners)}"/>'
    if kind is Kind.VOLUME:
        bend = f"a{width / 2:.1f} 5 0 0"
        side, lid = height - 10, f"M{x:.1f} {y + 5:.1f}{bend} 0 {width:.1f} 0"
        return (
            f'<path d="M{x:.1f} {y + 5:.1f}{bend} 1 {width:.1f} 0v{side:.1f}{bend} 1 {-width:.1f} 0z"/>'
            f'<path class="lid" d="{lid}"/>'
        )
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="8"/>'


def _arrows(drawing: _Drawing) -> Iterator[str]:
    leaving = _ports(drawing, 0)
    arriving = _ports(drawing, -1)
    for pair, way in drawing.layout.ways.items():
        yield f'<path class="arrow" d="{_path(drawing, way, leaving[pair], arriving[pair])}" marker-end="url(#tip)"/>'


def _ports(drawing: _Drawing, end: int) -> dict[tuple[str, str], float]:
    """The height at which each arrow leaves (end 0) or reaches (end -1) its box: spread, in the order of its way."""
    beside = 1 if end == 0 else -2
    found: dict[tuple[str, str], float] = {}
    for urn, height in drawing.heights.items():
        own = [pair for pair, way in drawing.layout.ways.items() if way[end] == urn]
        own.sort(key=lambda pair: drawing.middle(drawing.layout.ways[pair][beside]))
        step = min(_PORT, height / (len(own) + 1))
        for number, pair in enumerate(own):
            found[pair] = drawing.middle(urn) + (number - (len(own) - 1) / 2) * step
    return found


def _path(drawing: _Drawing, way: tuple[Stop, ...], start: float, end: float) -> str:
    """From the right edge of the first box to the left one of the last, straight on through the columns between."""
    forward = drawing.layout.column[way[0]] < drawing.layout.column[way[-1]]
    leave, reach = (drawing.right, drawing.left) if forward else (drawing.left, drawing.right)
    sign = 1 if forward else -1
    x, y = leave(way[0]), start
    steps = [f"M{x - sign * drawing.slant(way[0], y):.1f} {y:.1f}H{x:.1f}"]
    for number, stop in enumerate(way[1:], 1):
        last = number == len(way) - 1
        to_x, to_y = reach(stop), end if last else drawing.middle(stop)
        bend = (x + to_x) / 2
        steps.append(f"C{bend:.1f} {y:.1f} {bend:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}")
        x, y = (to_x, to_y) if last else (leave(stop), to_y)
        steps.append(f"H{x + sign * drawing.slant(stop, y) if last else x:.1f}")
    return "".join(steps)


def _legend(top: float) -> Iterator[str]:
    x = _MARGIN
    for kind, text in _LEGEND:
        yield f'<g class="{kind}">{_shape(kind, x, top, 26, 16)}</g>'
        yield f'<text class="legend" x="{x + 34:.0f}" y="{top + 12:.0f}">{text}</text>'
        x += 34 + len(text) * NOTE + 26
    yield f'<text class="legend" x="{x:.0f}" y="{top + 12:.0f}">an arrow leads to what is needed</text>'
