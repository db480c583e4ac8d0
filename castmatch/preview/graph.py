"""Which service, role or guardian needs which, as the head of a preview declares it; and the drawing of it."""

from castmatch.declared.graph import SERVICES_AND_ROLES, name_of, needs
from castmatch.declared.mermaid import Node, flowchart
from castmatch.declared.model import Declared
from castmatch.preview.model import Edge, Operation, Report, ResourceChange
from castmatch.preview.naming import name

_MARKS = {
    Operation.CREATE: "new",
    Operation.UPDATE: "changed",
    Operation.CHANGE: "changed",
    Operation.REPLACE: "replaced",
    Operation.DELETE: "removed",
}


def edges(declared: Declared) -> tuple[Edge, ...]:
    """Pairs of names, sorted: which one needs which."""
    names = {urn: name_of(found) for urn, found in declared.resources.items()}
    pairs = {(names[one], names[other]) for one, other in needs(declared, SERVICES_AND_ROLES)}
    return tuple(Edge(service, needed) for service, needed in sorted(pairs) if service != needed)


def mermaid(report: Report) -> str:
    """The flowchart, in which colour and word mark what changes; empty when there is nothing to draw."""
    marks = _marks(report)
    ends = [end for edge in report.edges for end in (edge.service, edge.needs)]
    nodes = {node: Node(node, marks.get(node, "")) for node in dict.fromkeys([*ends, *marks])}
    return flowchart(nodes, [(edge.service, edge.needs) for edge in report.edges], marks) if nodes else ""


def _marks(report: Report) -> dict[str, str]:
    """Each node that does not stay as it is, with the word for what happens to it."""
    ends = {end for edge in report.edges for end in (edge.service, edge.needs)}
    changes = [change for change in report.changes if change.is_a("Container") or change.is_a("PostgresRole")]
    return {_node(change, ends): _MARKS[change.operation] for change in changes}


def _node(change: ResourceChange, ends: set[str]) -> str:
    """The node that stands for a resource: a role may be drawn under its logical name as well."""
    if change.is_a("Container"):
        return change.service or change.name
    return change.name if change.name in ends else name(change)
