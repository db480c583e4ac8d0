"""Which service, role or guardian needs which, as the head of a preview declares it."""

from castmatch.declared.graph import SERVICES_AND_ROLES, Node, needs, node, nodes_of
from castmatch.declared.model import Declared
from castmatch.preview.model import Edge
from castmatch.preview.steps import Document


def edges(source: Document | Declared) -> tuple[Edge, ...]:
    """Who needs whom, by name.

    Args:
        source: the parsed output of `pulumi preview --json`, or a recording.
    """
    nodes = nodes_of(source) if isinstance(source, Declared) else _told(source)
    pairs = {(nodes[one].name, nodes[other].name) for one, other in needs(nodes, SERVICES_AND_ROLES)}
    return tuple(Edge(service, needed) for service, needed in sorted(pairs) if service != needed)


def _told(document: Document) -> dict[str, Node]:
    """The last that is said of each resource; one that goes needs nothing any more."""
    nodes: dict[str, Node] = {}
    for step in document.get("steps", []):
        if step["op"] == "delete":
            nodes.pop(step["urn"], None)
            continue
        state = step.get("newState") or (step.get("oldState") if step["op"] == "refresh" else None)
        if state:
            ahead = [state.get("parent", ""), *(state.get("dependencies") or ())]
            nodes[step["urn"]] = node(state["type"], step["urn"].rsplit("::", 1)[-1], state.get("inputs") or {}, ahead)
    return nodes
