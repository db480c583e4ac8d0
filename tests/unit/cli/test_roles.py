"""`castmatch roles`: what the guardian knows, as a table and for programs, and an exit code that scripts can use."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from castmatch.cli.roles import show
from castmatch.errors import UserError
from castmatch.guardian.endpoint import serving
from castmatch.guardian.report import Report
from tests.unit.guardian.fakes import AWAY, CREATE, LOCKED, MISSING, Guard, Role

pytestmark = pytest.mark.requirement("R22")


@pytest.fixture
def role() -> Role:
    return Role()


@pytest.fixture
def guard(role: Role) -> Guard:
    return Guard([role]).after(0)


@pytest.fixture
def project(guard: Guard, tmp_path: Path) -> Iterator[Path]:
    """A project whose stack dev is guarded."""
    with serving(Report("dev", "repair", guard.loop, guard.journal, lambda: guard.time.now), "127.0.0.1", 0) as port:
        (tmp_path / "Pulumi.dev.yaml").write_text(f"config:\n  castmatch:ports:\n    guardian: {port}\n")
        yield tmp_path


def test_a_reconciled_role_is_one_row_and_exit_code_0(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show(project, "dev", as_json=False) == 0

    printed = capsys.readouterr().out
    assert "Roles of stack dev" in printed
    assert any("castmatch_user" in line and "reconciled" in line for line in printed.splitlines())


def test_a_role_that_cannot_be_repaired_has_its_reason_the_next_step_and_exit_code_2(
    project: Path, role: Role, guard: Guard, capsys: pytest.CaptureFixture[str]
) -> None:
    role.wrong, role.reconcile_fails = [MISSING], LOCKED
    guard.after(1)

    assert show(project, "dev", as_json=False) == 2

    printed = " ".join(capsys.readouterr().out.replace("│", " ").split())
    assert "cannot reconcile" in printed
    assert "next: end the other session" in printed
    assert "tries again in 1 s" in printed


def test_a_server_that_is_away_is_exit_code_2_too(
    project: Path, role: Role, guard: Guard, capsys: pytest.CaptureFixture[str]
) -> None:
    role.observe_fails = AWAY
    guard.after(1)

    assert show(project, "dev", as_json=False) == 2
    assert "unknown" in capsys.readouterr().out


def test_the_last_incidents_follow_the_table(
    project: Path, role: Role, guard: Guard, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(12):
        role.wrong = [MISSING]
        guard.after(1)

    show(project, "dev", as_json=False)

    printed = capsys.readouterr().out
    assert printed.count(f"{MISSING} → {CREATE}") == 10
    assert "12 in all" in printed


def test_for_programs_it_is_the_guardians_own_report(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show(project, "dev", as_json=True) == 0

    report = json.loads(capsys.readouterr().out)
    assert report["roles"][0]["state"] == "reconciled"
    assert report["stack"] == "dev"


def test_a_guardian_that_does_not_answer_is_said_with_the_next_command(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  castmatch:ports:\n    guardian: 1\n")

    with pytest.raises(UserError) as caught:
        show(tmp_path, "dev", as_json=False)

    assert caught.value.expected == "the guardian of stack dev at http://127.0.0.1:1/"
    assert caught.value.next_step.startswith("make up STACK=dev")


def test_another_stacks_guardian_is_not_mistaken_for_ours(project: Path) -> None:
    (project / "Pulumi.anna.yaml").write_text((project / "Pulumi.dev.yaml").read_text())

    with pytest.raises(UserError) as caught:
        show(project, "anna", as_json=False)

    assert caught.value.found == "the guardian of stack dev"


def test_a_stack_without_one_is_told_how_to_get_one(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  castmatch:guardian:\n    mode: none\n")

    with pytest.raises(UserError) as caught:
        show(tmp_path, "dev", as_json=False)

    assert caught.value.found == "castmatch:guardian.mode is none"
