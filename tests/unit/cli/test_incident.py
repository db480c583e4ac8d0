"""The rehearsal begins only where it can end, and counts nothing as fine that is not."""

from pathlib import Path
from typing import Any

import pytest

from castmatch.cli import incident
from castmatch.cli.incident import _Rehearsal, _unexpected
from castmatch.errors import UserError
from castmatch.incident.load import Answer
from castmatch.stack.model import StackConfig

pytestmark = pytest.mark.requirement("R24")


def calm(**changes: Any) -> dict[str, Any]:
    return {"mode": "repair", "roles": [{"role": "castmatch_user", "state": "reconciled"}], "incidents": [], **changes}


@pytest.mark.parametrize(
    ("report", "found"),
    [
        (calm(mode="watch"), "a guardian in mode watch"),
        (calm(roles=[{"role": "castmatch_user", "state": "pending"}]), "castmatch_user not reconciled"),
    ],
    ids=["nobody would repair", "something is wrong already"],
)
def test_it_does_not_begin_without_a_calm_stack_and_a_guardian_that_repairs(
    monkeypatch: pytest.MonkeyPatch, report: dict[str, Any], found: str
) -> None:
    monkeypatch.setattr(incident, "ask", lambda *_: report)
    monkeypatch.setattr(incident, "run_sql", lambda *_, **__: pytest.fail("something was done to the database"))

    with pytest.raises(UserError) as refused:
        _Rehearsal(Path(), "dev", StackConfig(), print).play("http://127.0.0.1:1", 1)

    assert refused.value.found == found


def test_an_incident_of_another_role_is_not_taken_for_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    incidents = [{"role": "castmatch_user", "noticed_at": "1"}, {"role": "castmatch_reader", "noticed_at": "2"}]
    monkeypatch.setattr(incident, "ask", lambda *_: calm(incidents=incidents))

    assert _Rehearsal(Path(), "dev", StackConfig(), print)._last_incident()["noticed_at"] == "1"


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        (Answer(0, True, 201, 1), 0),
        (Answer(0, False, 200), 0),
        (Answer(0, True, 503, failing=("postgres",)), 0),
        (Answer(0, True, 503, failing=("redis",)), 1),
        (Answer(0, True, 500), 1),
        (Answer(0, True, None), 1),
    ],
    ids=["accepted", "read", "an honest refusal", "another cause", "an error", "no answer"],
)
def test_only_success_and_a_503_that_names_the_database_are_expected(answer: Answer, count: int) -> None:
    assert _unexpected([answer]) == count
