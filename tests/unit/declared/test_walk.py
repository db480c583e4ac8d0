"""Walks through a graph, with circles or without."""

from graphlib import CycleError, TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from castmatch.declared.walk import levels, reachable

names = st.sampled_from("abcdefgh")
graphs = st.dictionaries(names, st.sets(names, max_size=4))
Graph = dict[str, set[str]]


def has_circle(graph: Graph) -> bool:
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError:
        return True
    return False


@given(graphs, names)
def test_what_is_reachable_is_the_start_and_every_next_step_and_nothing_else(graph: Graph, start: str) -> None:
    found = reachable([start], lambda name: graph.get(name, ()))

    steps = {other for name in found for other in graph.get(name, ())}
    assert steps | {start} == found


@given(graphs)
def test_without_a_circle_each_name_is_one_level_above_the_highest_that_it_needs(graph: Graph) -> None:
    found = levels(graph)

    if not has_circle(graph):
        assert found == {name: max((found[o] + 1 for o in graph.get(name, ())), default=0) for name in found}


@given(graphs)
def test_every_name_has_a_level_whatever_the_order_and_the_circles(graph: Graph) -> None:
    backwards = {name: sorted(graph[name], reverse=True) for name in reversed(graph)}

    assert levels(backwards) == levels(graph)
    assert graph.keys() <= levels(graph).keys()
