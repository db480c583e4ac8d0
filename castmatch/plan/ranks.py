"""In which column of a drawing each node stands: right of all that need it, left of all that it needs."""

from collections.abc import Sequence

Pairs = Sequence[tuple[str, str]]  # who needs whom


def ranks_of(nodes: Sequence[str], needs: Pairs) -> dict[str, int]:
    """Node to rank, 0 for what needs nothing: the length of the longest way from it to the end.

    A circle is cut where it closes, so the answer depends on the order of what is given, and on nothing else.
    """
    ranks: dict[str, int] = {}
    under_way: set[str] = set()
    ahead: dict[str, list[str]] = {node: [] for node in nodes}
    for one, other in needs:
        ahead[one].append(other)

    def rank(node: str) -> int:
        if node not in ranks:
            under_way.add(node)
            ranks[node] = max((rank(other) + 1 for other in ahead[node] if other not in under_way), default=0)
            under_way.remove(node)
        return ranks[node]

    for node in nodes:
        rank(node)
    return ranks


def pulled_up(ranks: dict[str, int], needs: Pairs) -> dict[str, int]:
    """The ranks with each node beside what needs it, so that arrows are short."""
    found = dict(ranks)
    for node in sorted(ranks, key=lambda node: (-ranks[node], node)):
        users = [found[one] for one, other in needs if other == node and found[one] > ranks[node]]
        if users:
            found[node] = min(users) - 1
    return found


def proper(ranks: dict[str, int], needs: Pairs) -> list[tuple[str, str]]:
    """Each need once, from the higher rank to the lower one: a circle's last arrow is turned round."""
    return list(dict.fromkeys((one, other) if ranks[one] > ranks[other] else (other, one) for one, other in needs))
