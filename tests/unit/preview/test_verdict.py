"""The one line and the one number of a report."""

from dataclasses import replace

import pytest

from castmatch.preview.model import Cause, Downtime, Operation, Report, Special
from castmatch.preview.verdict import duration, exit_code, verdict
from tests.unit.preview.reports import (
    CONTAINER,
    VOLUME,
    change,
    changed,
    checked_again,
    container,
    drift,
    no_changes,
    pull_request,
    quick,
    refused,
)

pytestmark = pytest.mark.requirement("R17")
NOTHING: frozenset[str] = frozenset()


def of(*operations: Operation) -> Report:
    return replace(
        no_changes(),
        changes=tuple(change(CONTAINER, f"c{number}", operation) for number, operation in enumerate(operations)),
    )


def test_no_changes_are_two_words() -> None:
    assert verdict(no_changes()) == "no changes"


def test_a_refused_head_is_that_first_of_all() -> None:
    assert verdict(replace(pull_request(), refused="no")) == "refused: it can't be brought up"


def test_changes_are_counted_by_what_happens_to_what() -> None:
    assert (
        verdict(of(Operation.UPDATE, Operation.REPLACE, Operation.REPLACE))
        == "2 containers replaced, 1 container changed"
    )


def test_a_container_that_is_replaced_because_of_another_is_counted_too() -> None:
    """Who reads "1 container replaced" expects that the others stay."""
    follows = changed("uploads", Special.MASKED, Special.MASKED_CHANGED, Cause.CONSEQUENCE, replaces=True)
    report = replace(
        no_changes(), changes=(container("ai", Operation.REPLACE), container("guardian", Operation.REPLACE, follows))
    )

    assert verdict(report) == "2 containers replaced"


def test_what_is_merely_checked_again_is_not_counted() -> None:
    report = replace(no_changes(), changes=(container("redis", Operation.REPLACE), checked_again("redis")))

    assert verdict(report) == "1 container replaced"


def test_it_says_so_when_nothing_else_happens() -> None:
    assert verdict(replace(no_changes(), changes=(checked_again("redis"),))) == "1 resource replaced or checked again"


def test_a_resource_that_is_kept_is_not_said_to_be_deleted() -> None:
    assert verdict(pull_request()).startswith("1 volume no longer managed, 3 containers replaced")
    assert verdict(replace(no_changes(), changes=(change(VOLUME, "a", Operation.DELETE),))) == "1 volume deleted"


@pytest.mark.requirement("R16")
def test_drift_is_counted_in_the_running_mode() -> None:
    assert verdict(drift()) == (
        "1 container replaced, 1 container changed, 1 role changed; drift in 3 resources; ai away about 2 s"
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        ((6.3,), "redis away about 6 s"),
        ((None,), "redis away for an unknown time"),
        ((0.4, 9.0), "2 services away, up to about 9 s"),
        ((9.0, None), "2 services away, up to about 9 s as far as known"),
        ((None, None), "2 services away for an unknown time"),
    ],
)
def test_how_long_services_are_away(seconds: tuple[float | None, ...], said: str) -> None:
    names = ("redis", "ai")
    downtimes = tuple(Downtime(name, time, "") for name, time in zip(names, seconds, strict=False))  # type: ignore[arg-type]

    assert verdict(replace(of(Operation.REPLACE), downtimes=downtimes)) == f"1 container replaced; {said}"


def test_the_quick_mode_only_says_what_may_be() -> None:
    assert verdict(quick()).endswith("; 2 services may be away for an unknown time")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "unknown"),
        (0, "not at all"),
        (0.2, "under 1 s"),
        (1.4, "about 1 s"),
        (119, "about 119 s"),
        (300, "about 5 min"),
    ],
)
def test_a_duration_is_as_exact_as_it_can_be_known(seconds: float | None, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("report", "fail_on", "code"),
    [
        (no_changes(), {"changes", "hazards"}, 0),
        (pull_request(), NOTHING, 0),
        (pull_request(), {"changes"}, 2),
        (pull_request(), {"hazards"}, 2),
        (replace(pull_request(), hazards=()), {"hazards"}, 0),
        (refused(), NOTHING, 1),
        (refused(), {"changes", "hazards"}, 1),
        (of(Operation.UPDATE), NOTHING, 0),
    ],
)
def test_the_exit_code_is_what_was_asked_for(report: Report, fail_on: frozenset[str], code: int) -> None:
    assert exit_code(report, frozenset(fail_on)) == code


@pytest.mark.requirement("R16")
def test_drift_of_the_running_stack_is_never_a_success() -> None:
    assert exit_code(drift(), NOTHING) == 2


@pytest.mark.requirement("R16")
def test_drift_counts_where_the_same_resource_was_changed_as_well() -> None:
    both = container("ai", Operation.UPDATE, changed("memory", 1, 2), changed("mustRun", False, True, Cause.DRIFT))

    assert exit_code(replace(no_changes(), changes=(both,)), NOTHING) == 2
