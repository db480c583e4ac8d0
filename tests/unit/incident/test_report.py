"""The end of a drill: what was measured, whether it is good enough, and how it reads."""

from dataclasses import replace

import pytest

from castmatch.incident.report import IncidentDrill, Round, as_text

pytestmark = pytest.mark.requirement("R24")

FIRST = Round(0.5, 0.4, 12, 1.1, ("role castmatch_user is missing",), ("create role castmatch_user",))
GOOD = IncidentDrill((FIRST, replace(FIRST, back_seconds=0.7), replace(FIRST, back_seconds=6.0)), 200, 0, (), 0)


def test_the_median_counts_so_one_slow_round_does_not_fail_it() -> None:
    assert GOOD.back_median == 0.7
    assert GOOD.passed


@pytest.mark.parametrize(
    "spoilt",
    [
        replace(GOOD, rounds=(replace(FIRST, back_seconds=5.1),)),
        replace(GOOD, lost=1),
        replace(GOOD, restarted=("castmatch-dev-backend",)),
        replace(GOOD, unexpected=1),
    ],
    ids=["late", "a write is lost", "something was restarted", "an answer was neither success nor an honest 503"],
)
def test_nothing_less_passes(spoilt: IncidentDrill) -> None:
    assert not spoilt.passed
    assert as_text(spoilt).endswith("FAILED\n")


def test_the_first_round_is_shown_in_full_and_the_others_in_a_line() -> None:
    assert FIRST.as_text(1) == (
        "  1. dropped → role back after 0.50 s, backend serving after 0.40 s (12 requests refused)\n"
        "       found  role castmatch_user is missing\n"
        "       did    create role castmatch_user\n"
    )
    assert FIRST.as_text(2).count("\n") == 1


def test_the_end_is_one_line_a_promise() -> None:
    text = as_text(GOOD)

    assert "role back            median 0.70 s of 3, slowest 6.00 s (budget 5 s)" in text
    assert "containers restarted none" in text
    assert "accepted writes      200, lost 0" in text
    assert text.endswith("passed\n")


def test_programs_get_the_same_as_numbers() -> None:
    assert GOOD.summary() == {
        "back_median_seconds": 0.7,
        "back_max_seconds": 6.0,
        "serving_median_seconds": 0.4,
        "passed": True,
    }
