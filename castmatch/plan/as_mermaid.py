"""The graph as a Mermaid flowchart."""

from castmatch.declared.mermaid import Node, flowchart
from castmatch.plan.model import Kind, Plan

_SHAPES = {Kind.SERVICE: ("[", "]"), Kind.ROLE: ("{{", "}}"), Kind.VOLUME: ("[(", ")]")}


def as_mermaid(plan: Plan) -> str:
    """An arrow leads from each service, role and volume to what it needs."""
    nodes = {box.urn: Node(box.name, box.note, _SHAPES[box.kind]) for box in plan.graph.boxes}
    return flowchart(nodes, plan.graph.needs) + "\n"
