"""Durations: written as people write them, kept, and printed back as Docker prints them."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from castmatch.stack.duration import in_go_form, parse

LONGEST = timedelta(days=365)

durations = st.integers(1, LONGEST // timedelta(milliseconds=1)).map(lambda count: timedelta(milliseconds=count))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("500ms", "500ms"),
        ("1500ms", "1.5s"),
        ("0.5s", "500ms"),
        ("30s", "30s"),
        ("60s", "1m0s"),
        ("1m", "1m0s"),
        ("90s", "1m30s"),
        ("1.5h", "1h30m0s"),
        ("1h", "1h0m0s"),
        ("1h1ms", "1h0m0.001s"),
        ("100h", "100h0m0s"),
    ],
)
def test_each_duration_has_one_form_which_is_gos(written: str, printed: str) -> None:
    """Another form would differ from what Docker prints, and every preview would show a change."""
    assert in_go_form(parse(written)) == printed


@pytest.mark.requirement("R19")
@pytest.mark.parametrize(
    "written", ["", "30", "s", "30 s", "30x", "-30s", "30s!", "1m 30s", "half a minute", "1e3s", ".5s", None, 30, True]
)
def test_what_is_no_duration_is_refused_with_examples(written: object) -> None:
    with pytest.raises(ValueError, match="a duration such as 30s, 1m30s or 500ms"):
        parse(written)


@pytest.mark.requirement("R19")
@pytest.mark.parametrize("written", ["0s", "0h0m0s", "0.5ms", "0.0000001s", "1m0.00001s"])
def test_a_duration_that_docker_cannot_keep_is_refused(written: str) -> None:
    """Docker knows no check below a millisecond, and Go prints a fraction of one in other units."""
    with pytest.raises(ValueError, match="whole milliseconds"):
        parse(written)


@pytest.mark.requirement("R19")
def test_a_duration_beyond_all_measure_is_refused_not_a_crash() -> None:
    with pytest.raises(ValueError, match="a duration"):
        parse("9" * 30 + "h")


def test_a_parsed_duration_stays_as_it_is() -> None:
    assert parse(timedelta(seconds=5)) == timedelta(seconds=5)


@given(durations)
def test_what_is_printed_reads_back_as_the_same_duration(duration: timedelta) -> None:
    assert parse(in_go_form(duration)) == duration


@given(durations)
def test_printing_is_stable(duration: timedelta) -> None:
    printed = in_go_form(duration)

    assert in_go_form(parse(printed)) == printed


@given(durations)
def test_gos_form_names_every_unit_below_the_largest(duration: timedelta) -> None:
    assert re.fullmatch(r"\d{1,3}ms|(\d+h)?[1-5]?\dm[1-5]?\d(\.\d{1,3})?s|[1-5]?\d(\.\d{1,3})?s", in_go_form(duration))
