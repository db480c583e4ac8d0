"""`castmatch up`: prepare, check, run, and end with the table; once more where an interrupted run was in the way."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from castmatch.errors import UserError
from castmatch.ops import up
from castmatch.ops.up import bring_up
from castmatch.stack.model import StackConfig


@dataclass
class Run:
    """The steps of one `up`, and what each comes back with."""

    results: list[tuple[int, str]] = field(default_factory=lambda: [(0, "")])
    leftovers: bool = False
    steps: list[str] = field(default_factory=list)

    def prepare(self, _project: Path, stack: str) -> StackConfig:
        self.steps.append(f"prepare {stack}")
        return StackConfig()

    def stream(self, _project: Path, arguments: list[str], to_stderr: bool) -> tuple[int, str]:
        self.steps.append(f"pulumi {arguments[0]}{' to stderr' if to_stderr else ''}")
        return self.results.pop(0)

    def get_past_leftovers(self, _project: Path, _stack: str) -> bool:
        self.steps.append("leftovers")
        return self.leftovers


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    made = Run()
    for name in ("prepare", "stream", "get_past_leftovers"):
        monkeypatch.setattr(up, name, getattr(made, name))
    monkeypatch.setattr(up, "check_ports", lambda _config, _stack: made.steps.append("ports"))
    monkeypatch.setattr(up, "show", lambda _project, _stack, as_json: made.steps.append(f"table as_json={as_json}"))
    return made


@pytest.mark.requirement("R13")
def test_a_green_run_ends_with_the_table_and_the_time(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_up(tmp_path, "dev", as_json=False) == 0

    assert run.steps == ["prepare dev", "ports", "pulumi up", "table as_json=False"]
    assert capsys.readouterr().out.startswith("ready in ")


def test_for_programs_only_json_is_on_standard_output(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_up(tmp_path, "dev", as_json=True) == 0

    assert "pulumi up to stderr" in run.steps
    assert capsys.readouterr().out == ""


@pytest.mark.requirement("R13")
def test_a_red_run_shows_no_table(run: Run, tmp_path: Path) -> None:
    run.results = [(255, "error: backend: 200 from its health endpoint")]

    assert bring_up(tmp_path, "dev", as_json=False) == 1
    assert run.steps[-1] == "leftovers"


def test_leftovers_of_an_interrupted_run_cost_one_more_try(run: Run, tmp_path: Path) -> None:
    run.results, run.leftovers = [(255, "name already in use"), (0, "")], True

    assert bring_up(tmp_path, "dev", as_json=False) == 0
    assert run.steps.count("pulumi up") == 2


def test_there_is_no_third_try(run: Run, tmp_path: Path) -> None:
    run.results, run.leftovers = [(255, ""), (255, "")], True

    assert bring_up(tmp_path, "dev", as_json=False) == 1


def test_a_lost_passphrase_is_explained(run: Run, tmp_path: Path) -> None:
    run.results = [(255, "error: incorrect passphrase")]

    with pytest.raises(UserError, match="the passphrase that this stack was made with"):
        bring_up(tmp_path, "dev", as_json=False)


@pytest.mark.requirement("R19")
def test_a_port_of_somebody_elses_is_refused_before_pulumi_runs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(_config: StackConfig, _stack: str) -> None:
        raise UserError("port 5432 to be free", "postgres listens there", "stop it")

    monkeypatch.setattr(up, "check_ports", taken)

    with pytest.raises(UserError):
        bring_up(tmp_path, "dev", as_json=False)

    assert run.steps == ["prepare dev"]
