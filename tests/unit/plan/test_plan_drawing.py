"""The SVG drawing: an arrow for each need, to the right; nothing on anything else."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from castmatch.plan.as_svg import as_svg
from castmatch.plan.model import Box, Graph, Kind, Plan

names = st.sampled_from("abcdefgh")
pairs = st.sets(st.tuples(names, names).filter(lambda pair: pair[0] != pair[1]), max_size=20)


def drawing(plan: Plan) -> ET.Element:
    return ET.fromstring(as_svg(plan))  # noqa: S314 - our own


def of_tag(found: ET.Element, tag: str) -> list[ET.Element]:
    return [inner for inner in found.iter() if inner.tag.endswith(f"}}{tag}")]


def plan_of(needs: set[tuple[str, str]]) -> Plan:
    boxes = [Box(name, Kind.SERVICE, name) for name in sorted({name for pair in needs for name in pair})]
    return Plan("dev", "", (), Graph(tuple(boxes), tuple(sorted(needs))), (), ())


def test_it_is_one_file_with_every_name_and_arrow_for_light_and_dark(many: Plan) -> None:
    found = drawing(many)

    assert {box.name for box in many.graph.boxes} <= {text.text for text in of_tag(found, "text")}
    assert [title.text for title in of_tag(found, "title")] == ["CastMatch, stack anna: what needs what"]
    assert len(of_tag(found, "line")) == len(many.graph.needs)
    assert "prefers-color-scheme:dark" in as_svg(many)
    assert not re.search(r"(href|src)=|url\((?!#)|@import", as_svg(many))


def test_a_foreign_name_is_only_text(many: Plan) -> None:
    (box,) = [box for box in many.graph.boxes if box.name == "ai"]
    odd = replace(box, name='</text><script>"&\n', note="x" * 500)
    boxes = tuple(odd if one is box else one for one in many.graph.boxes)
    found = drawing(replace(many, graph=replace(many.graph, boxes=boxes), stack="<&>"))

    assert '</text><script>"&\\n' in {text.text for text in of_tag(found, "text")}
    assert max(len(text.text or "") for text in of_tag(found, "text")) <= 40


def test_arrows_of_a_real_stack_lead_to_the_right(many: Plan) -> None:
    assert all(float(line.attrib["x1"]) < float(line.attrib["x2"]) for line in of_tag(drawing(many), "line"))


@given(pairs)
def test_no_box_covers_another_and_no_arrow_is_lost_also_in_a_circle(needs: set[tuple[str, str]]) -> None:
    found = drawing(plan_of(needs))

    assert len(of_tag(found, "line")) == len(needs)
    own = [box for group in of_tag(found, "g") for box in of_tag(group, "rect")]
    sides = [tuple(float(box.attrib[key]) for key in ("x", "y", "width", "height")) for box in own]
    for (x, y, width, height), (right, below, *_) in combinations(sorted(sides), 2):
        assert x + width < right or y + height < below or below + height < y
