"""`castmatch up`: prepare, check, run, and end with the table; by Pulumi, or where there is none by Docker Compose."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from castmatch.cli import up
from castmatch.cli.up import AUTO, PULUMI, bring_up
from castmatch.compose.run import up as compose_up
from castmatch.errors import UserError
from castmatch.pulumi_cli import install
from castmatch.stack.model import StackConfig
from castmatch.stack.outputs import RoleOutput, StackOutputs

COMPOSE = "compose"
OUTPUTS = StackOutputs(
    stack="dev",
    services={},
    role=RoleOutput(name="castmatch_user", database="castmatch", state="reconciled"),
    data_volume="castmatch-dev-postgres-data",
)


@dataclass
class Run:
    """The steps of one `up`, and what each comes back with."""

    results: list[tuple[int, str]] = field(default_factory=lambda: [(0, "")])
    leftovers: bool = False
    cli: bool = True
    steps: list[str] = field(default_factory=list)

    def prepare_machine(self, _project: Path, stack: str, yes: bool) -> StackConfig:
        self.steps.append(f"prepare {stack}{' yes' if yes else ''}")
        return StackConfig()

    def stream(self, _project: Path, arguments: list[str], to_stderr: bool) -> tuple[int, str]:
        self.steps.append(f"pulumi {arguments[0]}{' to stderr' if to_stderr else ''}")
        return self.results.pop(0)

    def get_past_leftovers(self, _project: Path, _stack: str) -> bool:
        self.steps.append("leftovers")
        return self.leftovers

    def ensure_cli(self) -> None:
        if not self.cli:
            raise UserError("Pulumi's installer to be reachable", "Network is unreachable", "check the network")

    def ensure_compose(self, yes: bool) -> None:
        self.steps.append(f"compose is there{' yes' if yes else ''}")

    def compose_up(self, _project: Path, stack: str, _config: StackConfig) -> StackOutputs:
        self.steps.append(f"compose up {stack}")
        return OUTPUTS

    def note(self, step: str, result: Any = None) -> Callable[..., Any]:
        """A step that only takes place."""

        def take_place(*_: Any) -> Any:
            self.steps.append(step)
            return result

        return take_place


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    made = Run()
    for name in ("prepare_machine", "stream", "get_past_leftovers", "ensure_cli", "ensure_compose"):
        monkeypatch.setattr(up, name, getattr(made, name))
    monkeypatch.setattr(install, "ensure_cli", made.ensure_cli)  # where has_cli() looks
    monkeypatch.setattr(up, "check_ports", made.note("ports"))
    monkeypatch.setattr(up, "prepare_pulumi", made.note("stack"))
    monkeypatch.setattr(up, "read_outputs", made.note("outputs", OUTPUTS))
    monkeypatch.setattr(compose_up, "bring_up", made.compose_up)
    monkeypatch.setattr(up, "print_outputs", lambda _outputs, as_json: made.steps.append(f"table as_json={as_json}"))
    return made


@pytest.mark.requirement("R13")
def test_a_green_run_ends_with_the_table_and_the_time(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_up(tmp_path, "dev", as_json=False) == 0

    assert run.steps == ["prepare dev", "ports", "stack", "pulumi up", "outputs", "table as_json=False"]
    assert capsys.readouterr().out.startswith("ready in ")


def test_for_programs_only_json_is_on_standard_output(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_up(tmp_path, "dev", as_json=True) == 0

    assert "pulumi up to stderr" in run.steps
    assert run.steps[-1] == "table as_json=True"
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
@pytest.mark.parametrize("via", [AUTO, PULUMI, COMPOSE])
def test_a_port_of_somebody_elses_is_refused_before_anything_runs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, via: str
) -> None:
    def taken(_config: StackConfig, _stack: str) -> None:
        raise UserError("port 5432 to be free", "postgres listens there", "stop it")

    monkeypatch.setattr(up, "check_ports", taken)

    with pytest.raises(UserError):
        bring_up(tmp_path, "dev", as_json=False, via=via)

    assert run.steps == ["prepare dev"]


class TestWhoCarriesItOut:
    """Pulumi where it is or can be had; where not, Docker Compose, said in one line."""

    @pytest.mark.requirement("R13")
    def test_without_a_cli_compose_does_and_it_ends_the_same_way(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        run.cli = False

        assert bring_up(tmp_path, "dev", as_json=False) == 0

        assert run.steps == ["prepare dev", "ports", "compose is there", "compose up dev", "table as_json=False"]
        said = capsys.readouterr()
        assert said.out.startswith("ready in ")
        assert said.err == (
            "pulumi: no CLI, and none to be had (Network is unreachable): Docker Compose runs the declaration\n"
        )

    def test_with_a_cli_nothing_is_said_and_compose_is_not_asked_for(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bring_up(tmp_path, "dev", as_json=False, via=AUTO)

        assert "pulumi up" in run.steps
        assert not [step for step in run.steps if step.startswith("compose")]
        assert capsys.readouterr().err == ""

    def test_compose_may_be_chosen_where_pulumi_is(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bring_up(tmp_path, "dev", as_json=False, via=COMPOSE)

        assert "compose up dev" in run.steps
        assert not [step for step in run.steps if step.startswith("pulumi")]
        assert capsys.readouterr().err == ""

    def test_where_pulumi_was_chosen_nobody_takes_its_place(self, run: Run, tmp_path: Path) -> None:
        run.cli = False

        with pytest.raises(UserError, match="Pulumi's installer to be reachable"):
            bring_up(tmp_path, "dev", as_json=False, via=PULUMI)

        assert run.steps == ["prepare dev", "ports"]

    @pytest.mark.requirement("R13")
    def test_a_red_run_of_compose_shows_no_table(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: Any) -> StackOutputs:
            raise UserError("backend to answer", "it exited", "docker logs backend")

        monkeypatch.setattr(compose_up, "bring_up", fail)

        with pytest.raises(UserError, match="backend to answer"):
            bring_up(tmp_path, "dev", as_json=False, via=COMPOSE)

        assert not [step for step in run.steps if step.startswith("table")]

    def test_consent_that_was_given_holds_for_all_that_is_installed(self, run: Run, tmp_path: Path) -> None:
        bring_up(tmp_path, "dev", as_json=False, via=COMPOSE, yes=True)

        assert run.steps[0] == "prepare dev yes"
        assert "compose is there yes" in run.steps

    def test_for_programs_compose_too_leaves_standard_output_to_the_json(
        self, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bring_up(tmp_path, "dev", as_json=True, via=COMPOSE)

        assert run.steps[-1] == "table as_json=True"
        assert capsys.readouterr().out == ""
