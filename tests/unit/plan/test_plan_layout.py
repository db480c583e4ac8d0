"""The drawing's layout: to the right of what needs it, nothing on anything else, no arrow across a box."""

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from castmatch.plan.layout import GAP, SLIM, layout

HEIGHT = 50.0
names = st.sampled_from("abcdefghij")
graphs = st.sets(st.tuples(names, names), max_size=25)


def heights(nodes: list[str]) -> dict[str, float]:
    return dict.fromkeys(nodes, HEIGHT)


def test_a_chain_is_a_row() -> None:
    found = layout(["a", "b", "c"], [("a", "b"), ("b", "c")], heights(["a", "b", "c"]))

    assert (found.column["a"], found.column["b"], found.column["c"]) == (0, 1, 2)
    assert len({found.middle[node] for node in "abc"}) == 1


def test_what_only_one_needs_stands_beside_it() -> None:
    found = layout(list("abcx"), [("a", "b"), ("b", "c"), ("a", "x")], heights(list("abcx")))

    assert found.column["x"] == 1


def test_a_long_arrow_has_a_place_in_each_column_between() -> None:
    found = layout(list("abc"), [("a", "b"), ("b", "c"), ("a", "c")], heights(list("abc")))

    _, between, _ = found.ways["a", "c"]
    assert found.column[between] == 1
    assert abs(found.middle[between] - found.middle["b"]) >= HEIGHT / 2 + SLIM / 2 + GAP


def test_arrows_that_need_not_cross_do_not() -> None:
    found = layout(list("abxy"), [("a", "y"), ("b", "x")], heights(list("abxy")))

    assert (found.middle["a"] < found.middle["b"]) == (found.middle["y"] < found.middle["x"])


@settings(max_examples=60)
@given(graphs)
def test_nothing_overlaps_in_a_column_whatever_the_graph(pairs: set[tuple[str, str]]) -> None:
    nodes = sorted({node for pair in pairs for node in pair})
    found = layout(nodes, sorted(pairs), heights(nodes))

    assert set(found.ways) == {pair for pair in pairs if pair[0] != pair[1]}
    for one, other in combinations(found.column, 2):
        if found.column[one] == found.column[other]:
            room = sum(HEIGHT if isinstance(stop, str) else SLIM for stop in (one, other)) / 2 + GAP
            assert abs(found.middle[one] - found.middle[other]) >= room - 1e-6


@settings(max_examples=60)
@given(graphs)
def test_every_arrow_goes_column_by_column_also_in_a_circle(pairs: set[tuple[str, str]]) -> None:
    nodes = sorted({node for pair in pairs for node in pair})
    found = layout(nodes, sorted(pairs), heights(nodes))

    for (start, end), way in found.ways.items():
        columns = [found.column[stop] for stop in way]
        assert (way[0], way[-1]) == (start, end)
        assert len({after - before for before, after in pairwise(columns)}) == 1
        assert abs(columns[1] - columns[0]) == 1
