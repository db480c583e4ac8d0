"""Walks through a graph of names, each with the names that it needs."""

from collections.abc import Callable, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter


def reachable(starts: Iterable[str], steps: Callable[[str], Iterable[str]]) -> set[str]:
    """The starts and everything that some way of steps leads to from them."""
    found: set[str] = set()
    todo = list(starts)
    while todo:
        place = todo.pop()
        if place not in found:
            found.add(place)
            todo += steps(place)
    return found


def levels(needs: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Name to the number of steps of its longest way down: 0 for what needs nothing.

    A circle is cut at one of its steps; which one depends on the names alone.
    """
    graph = {name: sorted(set(needs[name])) for name in sorted(needs)}
    found: dict[str, int] = {}
    for name in _needed_first(graph):
        found[name] = max((found[other] + 1 for other in graph.get(name, ())), default=0)
    return found


def _needed_first(graph: dict[str, list[str]]) -> Iterable[str]:
    while True:
        try:
            return list(TopologicalSorter(graph).static_order())
        except CycleError as circle:
            needed, name, *_ = circle.args[1]
            graph[name].remove(needed)
