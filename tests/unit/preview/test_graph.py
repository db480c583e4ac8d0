"""The graph of services, roles and the guardian, and what changes in it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from castmatch.preview.graph import edges, mermaid
from castmatch.preview.model import Edge, Mode, Operation, Report
from tests.unit.components.declared import declare
from tests.unit.preview.any_report import reports
from tests.unit.preview.reports import EDGES, ROLE, change, container, no_changes, pull_request

pytestmark = pytest.mark.requirement("R17")
NODE = re.compile(r'  n\d+\["[A-Za-z0-9_ #;-]*(<br/>(new|changed|replaced|removed)"\]:::\2|"\])')
ARROW = re.compile(r"  n\d+ --> n\d+")
STYLE = re.compile(r"  classDef (new|changed|replaced|removed) [a-z0-9:#, -]+")


def marked(report: Report) -> dict[str, str]:
    """Each node with a mark, and the mark."""
    return dict(re.findall(r'\["(\w+)<br/>(\w+)"\]:::\w+', mermaid(report)))


def test_the_edges_of_a_stack_with_another_role(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert set(edges(declare(settings={"roles": {"reader": {"grants": [{"access": "read"}]}}}))) == {
        *(Edge("castmatch_user", "postgres"), Edge("reader", "postgres"), Edge("reader", "castmatch_user")),
        *(Edge("backend", "ai"), Edge("backend", "castmatch_user"), Edge("backend", "redis")),
        *(Edge("ai", "castmatch_user"), Edge("frontend", "backend")),
        *(Edge("guardian", "castmatch_user"), Edge("guardian", "reader")),
    }


def test_an_arrow_leads_from_each_service_to_what_it_needs() -> None:
    graph = mermaid(no_changes())

    keys = dict(re.findall(r'(n\d+)\["(\w+)"\]', graph))
    arrows = re.findall(r"(n\d+) --> (n\d+)", graph)
    assert {Edge(keys[start], keys[end]) for start, end in arrows} == set(EDGES)
    assert set(keys.values()) == {end for edge in EDGES for end in (edge.service, edge.needs)}


def test_what_changes_is_marked_in_colour_and_in_words_and_the_rest_is_not() -> None:
    assert marked(pull_request()) == {
        "postgres": "replaced",
        "role": "changed",
        "castmatch_reader": "new",
        "redis": "changed",
        "ai": "replaced",
        "backend": "replaced",
    }
    assert re.findall(r"classDef (\w+)", mermaid(pull_request())) == ["new", "changed", "replaced"]
    assert "classDef" not in mermaid(no_changes())


def test_a_container_that_nothing_needs_any_more_is_drawn_too() -> None:
    report = Report(Mode.BASE, "dev", "main", "head", changes=(container("guardian", Operation.DELETE),))

    assert marked(report) == {"guardian": "removed"}
    assert mermaid(replace(report, changes=())) == ""


def test_a_role_is_drawn_by_its_own_name_where_the_graph_has_that() -> None:
    role = change(ROLE, "role", Operation.UPDATE, new={"role": "castmatch_user"})
    report = replace(no_changes(), changes=(role,), edges=(Edge("backend", "castmatch_user"),))

    assert marked(report) == {"castmatch_user": "changed"}


@given(reports)
def test_a_name_cannot_end_its_box_or_start_another(report: Report) -> None:
    head, *lines = mermaid(report).splitlines() or ["flowchart LR"]

    assert head == "flowchart LR"
    assert [line for line in lines if not any(form.fullmatch(line) for form in (NODE, ARROW, STYLE))] == []
