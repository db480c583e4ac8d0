"""Names in an order in which each stands behind all that it needs."""

from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter


def in_order(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """The keys in their own order, except that each waits for its needs.

    Args:
        needs: name to the names that must stand before it; each of them is a key too.

    Raises:
        graphlib.CycleError: names need each other; its second argument is the circle.
    """
    sorter = TopologicalSorter(needs)
    sorter.prepare()
    places = {name: place for place, name in enumerate(needs)}
    ready: list[str] = []
    ordered: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=places.__getitem__)
        ordered.append(ready.pop(0))
        sorter.done(ordered[-1])
    return ordered
