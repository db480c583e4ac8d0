"""A value on one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castmatch.preview.model import Special
from castmatch.preview.values import pair, shown, statement
from tests.unit.preview.any_report import values

pytestmark = pytest.mark.requirement("R17")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("30s", "30s"),
        (True, "true"),
        (None, "null"),
        ({"b": 1, "a": ["é"]}, '{"a": ["é"], "b": 1}'),
        (Special.UNKNOWN, "(known when up runs)"),
        ("a\nb\x1b[0m\u202e", r"a\nb\x1b[0m\u202e"),
    ],
)
def test_texts_are_as_they_are_and_everything_else_is_json(value: object, text: str) -> None:
    assert shown(value) == text


def test_values_of_different_types_look_different() -> None:
    assert pair("8080", 8080) == ('"8080"', "8080")


def test_digests_are_as_short_as_docker_prints_them() -> None:
    assert pair(f"sha256:{'a' * 64}", f"sha256:{'b' * 64}", 60) == (f"sha256:{'a' * 12}…", f"sha256:{'b' * 12}…")
    assert pair("a" * 64, "b" * 64) == ("a" * 64, "b" * 64)


def test_of_long_values_the_difference_is_shown() -> None:
    before, after = pair(f"{'x' * 300} interval 30s {'y' * 300}", f"{'x' * 300} interval 20s {'y' * 300}", 60)

    assert "interval 30s" in before
    assert "interval 20s" in after
    assert before.startswith("…")
    assert before.endswith("…")


@given(values, values, st.integers(20, 80))
def test_two_different_values_never_look_alike_nor_longer_than_allowed(old: object, new: object, longest: int) -> None:
    before, after = pair(old, new, longest)

    assert max(len(before), len(after)) <= longest
    if old != new and shown(old) != shown(new):
        assert before != after


def test_a_statement_keeps_its_lines_and_is_ended_once() -> None:
    assert statement("SELECT 1\nFROM a\n") == "SELECT 1\nFROM a;"
    assert statement("SELECT 1;") == "SELECT 1;"
