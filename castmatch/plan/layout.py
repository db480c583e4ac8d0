"""A layered layout: columns from left to right, an arrow through every column between its ends, few crossings.

Sugiyama's method in its plainest form. Everything is deterministic: the same graph is the same drawing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import inf
from statistics import fmean

from castmatch.plan.ranks import Pairs, proper, pulled_up, ranks_of

GAP = 22.0  # pixels between two neighbours in a column
SLIM = 10.0  # height of an arrow on its way through a column
_SWEEPS = 12
Stop = str | tuple[str, str, int]  # a node, or where an arrow passes a column
Neighbours = dict[Stop, tuple[list[Stop], list[Stop]]]  # those in the column on its left, and on its right


@dataclass(frozen=True)
class Layout:
    """Where everything stands.

    Args:
        column: node to column, 0 on the left.
        middle: node, or an arrow's way through a column, to the height of its middle.
        ways: for each arrow its stops, from the node that needs to the one that is needed.
    """

    column: Mapping[Stop, int]
    middle: Mapping[Stop, float]
    ways: Mapping[tuple[str, str], tuple[Stop, ...]]


def layout(nodes: Sequence[str], needs: Pairs, heights: Mapping[str, float]) -> Layout:
    """Lay out the nodes, of which the heights are given in pixels."""
    ranks = pulled_up(ranks_of(nodes, needs), needs)
    last = max(ranks.values(), default=0)
    arrows = [pair for pair in needs if pair[0] != pair[1]]
    downhill = {pair: _way(pair, ranks) for pair in proper(ranks, arrows)}
    column: dict[Stop, int] = {node: last - ranks[node] for node in nodes}
    for (start, _), way in downhill.items():
        column.update({stop: column[start] + number for number, stop in enumerate(way)})
    neighbours = _neighbours(downhill.values())
    columns = _ordered(column, neighbours, last)
    middle = _placed(columns, neighbours, {stop: heights[stop] if isinstance(stop, str) else SLIM for stop in column})
    ways = {pair: downhill[pair] if pair in downhill else downhill[pair[::-1]][::-1] for pair in arrows}
    return Layout(column, middle, ways)


def _way(pair: tuple[str, str], ranks: Mapping[str, int]) -> tuple[Stop, ...]:
    start, end = pair
    return (start, *((start, end, rank) for rank in range(ranks[start] - 1, ranks[end], -1)), end)


def _neighbours(ways: Iterable[tuple[Stop, ...]]) -> Neighbours:
    found: Neighbours = {}
    for way in ways:
        for left, right in pairwise(way):
            found.setdefault(left, ([], []))[1].append(right)
            found.setdefault(right, ([], []))[0].append(left)
    return found


def _ordered(column: Mapping[Stop, int], neighbours: Neighbours, last: int) -> list[list[Stop]]:
    """The columns from top to bottom; of all orders tried the one with the fewest crossings."""
    columns = [[stop for stop, at in column.items() if at == number] for number in range(last + 1)]
    best, fewest = columns, _crossings(columns, neighbours)
    for sweep in range(_SWEEPS):
        side = sweep % 2  # from left to right by what is on the left, then back
        columns = [list(stops) for stops in columns]
        for number in range(last + 1) if side == 0 else range(last, -1, -1):
            _sort(columns, number, side, neighbours)
        if (now := _crossings(columns, neighbours)) < fewest:
            best, fewest = columns, now
    return best


def _sort(columns: list[list[Stop]], number: int, side: int, neighbours: Neighbours) -> None:
    """Each stop at the mean place of its neighbours on one side; one that has none stays where it is."""
    place = {stop: at for stops in columns for at, stop in enumerate(stops)}

    def wanted(stop: Stop) -> float:
        beside = neighbours.get(stop, ([], []))[side]
        return fmean(place[other] for other in beside) if beside else place[stop]

    columns[number].sort(key=wanted)


def _crossings(columns: list[list[Stop]], neighbours: Neighbours) -> int:
    place = {stop: at for stops in columns for at, stop in enumerate(stops)}
    total = 0
    for stops in columns:
        ends = [(place[stop], place[other]) for stop in stops for other in neighbours.get(stop, ([], []))[1]]
        total += sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(ends, 2))
    return total


def _placed(columns: list[list[Stop]], neighbours: Neighbours, heights: Mapping[Stop, float]) -> dict[Stop, float]:
    """The middle of each stop, as near to its neighbours as there is room; the topmost edge is at 0."""
    middle: dict[Stop, float] = {}
    for stops in columns:
        _stack(stops, dict.fromkeys(stops, 0.0), heights, middle)
    for sweep in range(_SWEEPS):
        for stops in columns if sweep % 2 else columns[::-1]:
            _stack(stops, {stop: _mean(stop, neighbours, middle) for stop in stops}, heights, middle)
    top = min((at - heights[stop] / 2 for stop, at in middle.items()), default=0.0)
    return {stop: at - top for stop, at in middle.items()}


def _mean(stop: Stop, neighbours: Neighbours, middle: Mapping[Stop, float]) -> float:
    left, right = neighbours.get(stop, ([], []))
    return fmean(middle[other] for other in (*left, *right)) if left or right else middle[stop]


def _stack(
    stops: list[Stop], wanted: Mapping[Stop, float], heights: Mapping[Stop, float], middle: dict[Stop, float]
) -> None:
    """Place a column's stops in their order without overlap, moved as a whole to where they want to be."""
    at, edge = [], -inf
    for stop in stops:
        at.append(max(wanted[stop], edge + heights[stop] / 2))
        edge = at[-1] + heights[stop] / 2 + GAP
    shift = fmean(wanted[stop] - place for stop, place in zip(stops, at, strict=True)) if stops else 0.0
    middle.update({stop: place + shift for stop, place in zip(stops, at, strict=True)})
