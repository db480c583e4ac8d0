"""The graph as a Mermaid flowchart: GitHub and many editors draw it."""

from castmatch.plan.model import Box, Kind, Plan
from castmatch.preview.mermaid import label

_SHAPES = {Kind.SERVICE: ('["', '"]'), Kind.ROLE: ('{{"', '"}}'), Kind.VOLUME: ('[("', '")]')}


def as_mermaid(plan: Plan) -> str:
    """An arrow leads from each service, role and volume to what it needs."""
    keys = {box.urn: f"n{number}" for number, box in enumerate(plan.graph.boxes)}
    boxes = [f"  {keys[box.urn]}{_shape(box)}" for box in plan.graph.boxes]
    arrows = [f"  {keys[one]} --> {keys[other]}" for one, other in plan.graph.needs]
    return "\n".join(["flowchart LR", *boxes, *arrows]) + "\n"


def _shape(box: Box) -> str:
    start, end = _SHAPES[box.kind]
    note = f"<br/>{label(box.note)}" if box.note else ""
    return f"{start}{label(box.name)}{note}{end}"
