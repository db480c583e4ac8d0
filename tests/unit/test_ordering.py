"""Names stand in their own order, except that each waits for what it needs."""

from graphlib import CycleError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castmatch.ordering import in_order

NAMES = "abcdef"


def test_each_waits_for_its_needs_and_else_keeps_its_place() -> None:
    assert in_order({"a": ["d"], "b": [], "c": ["b"], "d": []}) == ["b", "c", "d", "a"]


def test_a_circle_is_named() -> None:
    with pytest.raises(CycleError) as caught:
        in_order({"a": ["b"], "b": ["a"], "c": ["a"]})

    assert set(caught.value.args[1]) == {"a", "b"}


@given(st.permutations(NAMES), st.data())
def test_the_first_that_can_stand_next_does(keys: list[str], data: st.DataObject) -> None:
    """So the order does not change from run to run, nor with what does not concern it."""
    needs = {name: data.draw(st.sets(st.sampled_from(NAMES[: NAMES.index(name)] or [""]))) - {""} for name in keys}

    found = in_order(needs)

    for place, name in enumerate(found):
        assert name == next(key for key in keys if key not in found[:place] and needs[key] <= set(found[:place]))
