"""The table of services, and the same for programs, from what the stack exports."""

import json
from pathlib import Path
from typing import Any

import pytest

from castmatch.errors import UserError
from castmatch.stack.model import SERVICES
from castmatch.stack.outputs import StackOutputs
from castmatch.status import services
from castmatch.status.services import show

PORTS = {"postgres": 5432, "redis": 6379, "ai": 8002, "backend": 5002, "frontend": 3001}
EXPORTED = {
    "stack": "dev",
    "services": {
        name: {"url": f"http://127.0.0.1:{PORTS[name]}", "container": f"castmatch-dev-{name}", "seconds": 1.25}
        for name in SERVICES
    },
    "role": {"name": "castmatch_user", "database": "castmatch", "state": "reconciled"},
    "data_volume": "castmatch-dev-postgres-data",
    "guardian": {"url": "http://127.0.0.1:5480", "container": "castmatch-dev-guardian", "seconds": 0.5},
    "exceptions": [],
}


@pytest.fixture(autouse=True)
def by_pulumi(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pulumi runs the stack, and Docker isn't asked."""
    monkeypatch.setattr(services, "runs_under_compose", lambda _stack: False)


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What `pulumi stack output --json` prints."""
    document: dict[str, Any] = dict(EXPORTED)
    monkeypatch.setattr(services, "capture", lambda *_: json.dumps(document))
    return document


def test_the_table_has_a_row_for_each_service_one_for_the_role_and_one_for_the_guardian(
    exported: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    show(tmp_path, "dev", as_json=False)

    printed = capsys.readouterr().out
    assert "CastMatch, stack dev" in printed
    for name in SERVICES:
        assert any(name in line and f"127.0.0.1:{PORTS[name]}" in line for line in printed.splitlines()), name
    assert any("reconciled" in line and "castmatch_user owns" in line for line in printed.splitlines())
    assert any("guardian" in line and "127.0.0.1:5480" in line for line in printed.splitlines())


def test_without_a_guardian_there_is_no_row_for_it(
    exported: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exported["guardian"] = None

    show(tmp_path, "dev", as_json=False)

    assert "guardian" not in capsys.readouterr().out


def test_for_programs_it_is_the_same_as_json(
    exported: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    show(tmp_path, "dev", as_json=True)

    assert json.loads(capsys.readouterr().out) == exported


@pytest.mark.parametrize("found", [{}, {"stack": "dev"}], ids=["nothing", "half"])
def test_a_stack_that_is_not_up_is_said_to_be_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, found: dict[str, Any]
) -> None:
    monkeypatch.setattr(services, "capture", lambda *_: json.dumps(found))

    with pytest.raises(UserError) as caught:
        show(tmp_path, "anna", as_json=False)

    assert caught.value.expected == "stack anna to be up"
    assert caught.value.next_step == "make up STACK=anna"


def test_a_stack_that_compose_runs_is_told_from_its_own_outputs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(services, "runs_under_compose", lambda stack: stack == "dev")
    monkeypatch.setattr(services, "compose_outputs", lambda _stack: StackOutputs.parse(EXPORTED))
    monkeypatch.setattr(services, "capture", lambda *_: pytest.fail("asked Pulumi"))

    show(tmp_path, "dev", as_json=True)

    assert json.loads(capsys.readouterr().out) == EXPORTED
