"""The one line and the one number of a report."""

from dataclasses import replace

import pytest

from castmatch.preview.model import Cause, Downtime, Operation, Report, ResourceChange, Special
from castmatch.preview.verdict import duration, exit_code, verdict
from tests.unit.preview.reports import (
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
REPLACED = container("ai", Operation.REPLACE)
FOLLOWS = changed("uploads", Special.MASKED, Special.MASKED_CHANGED, Cause.CONSEQUENCE, replaces=True)
DRIFTED = changed("mustRun", False, True, Cause.DRIFT)


def of(*changes: ResourceChange, **more: object) -> Report:
    return replace(no_changes(), changes=changes, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (no_changes(), "no changes"),
        (replace(pull_request(), refused="no"), "refused: it can't be brought up"),
        (
            of(container("redis", Operation.UPDATE), REPLACED, container("backend", Operation.REPLACE)),
            "2 containers replaced, 1 container changed",
        ),
        (of(REPLACED, container("guardian", Operation.REPLACE, FOLLOWS)), "2 containers replaced"),
        (of(REPLACED, checked_again("ai")), "1 container replaced"),
        (of(checked_again("ai")), "1 resource replaced or checked again"),
        (of(change(VOLUME, "a", Operation.DELETE)), "1 volume deleted"),
        (of(change(VOLUME, "a", Operation.DELETE, retained=True)), "1 volume no longer managed"),
        (
            drift(),
            "1 container replaced, 1 container changed, 1 role changed; drift in 3 resources; ai away about 2 s",
        ),
        (
            quick(),
            "2 containers changed, 1 volume created; 2 services may be away for an unknown time",
        ),
    ],
    ids=[
        *("no changes", "refused", "counted by what happens to what", "one that is replaced because of another"),
        *("a check is not counted", "but for one that is all", "deleted", "kept", "drift", "quick"),
    ],
)
def test_the_line(report: Report, line: str) -> None:
    assert verdict(report) == line


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        ((6.3,), "redis away about 6 s"),
        ((None,), "redis away for an unknown time"),
        ((0.4, 9.0), "2 services away, up to about 9 s"),
        ((9.0, None), "2 services away, up to about 9 s as far as known"),
        ((None, None), "2 services away for an unknown time"),
        ((0.0,), ""),
    ],
)
def test_how_long_services_are_away(seconds: tuple[float | None, ...], said: str) -> None:
    names = ("redis", "ai")
    downtimes = tuple(Downtime(name, time, "") for name, time in zip(names, seconds, strict=False))  # type: ignore[arg-type]

    assert verdict(of(REPLACED, downtimes=downtimes)) == "; ".join(filter(None, ("1 container replaced", said)))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        *((None, "unknown"), (0, "not at all"), (0.2, "under 1 s")),
        *((1.4, "about 1 s"), (119, "about 119 s"), (300, "about 5 min")),
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
        (of(container("redis", Operation.UPDATE)), NOTHING, 0),
    ],
)
def test_the_exit_code_is_what_was_asked_for(report: Report, fail_on: frozenset[str], code: int) -> None:
    assert exit_code(report, frozenset(fail_on)) == code


@pytest.mark.requirement("R16")
@pytest.mark.parametrize(
    "report", [drift(), of(container("ai", Operation.UPDATE, changed("memory", 1, 2), DRIFTED))], ids=["drift", "both"]
)
def test_drift_of_the_running_stack_is_never_a_success(report: Report) -> None:
    assert exit_code(report, NOTHING) == 2
