"""`castmatch up`: prepare, check, run, and end with the table; by Pulumi, or where there is none by Docker Compose."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from castmatch.errors import UserError
from castmatch.lifecycle import up
from castmatch.lifecycle.up import AUTO, PULUMI, Steps, bring_up, uses_pulumi
from castmatch.stack.model import StackConfig
from castmatch.stack.outputs import RoleOutput, StackOutputs

COMPOSE = "compose"
OUTPUTS = StackOutputs(
    stack="dev",
    services={},
    role=RoleOutput(name="castmatch_user", database="castmatch", state="reconciled"),
    data_volume="castmatch-dev-postgres-data",
)
NO_CLI = UserError("Pulumi's installer to be reachable", "Network is unreachable", "check the network")


class Machine:
    """Notes each step of `castmatch up`; every step succeeds."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.steps = Steps(
            prepare_machine=lambda _project, stack, yes: self._do(f"prepare {stack} {yes=}", StackConfig()),
            check_ports=lambda *_: self._do("check ports"),
            uses_pulumi=lambda via: via != COMPOSE,
            pulumi_up=lambda _project, stack, to_stderr: self._do(f"pulumi up {stack} {to_stderr=}", OUTPUTS),
            ensure_compose=lambda yes: self._do(f"ensure compose {yes=}"),
            compose_up=lambda _project, stack, _config: self._do(f"compose up {stack}", OUTPUTS),
        )

    def _do(self, step: str, result: Any = None) -> Any:
        self.done.append(step)
        return result


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.mark.requirement("R13")
def test_a_green_run_of_pulumi_ends_with_the_table_and_the_time(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring_up(Path(), "dev", as_json=False, steps=machine.steps) == 0

    assert machine.done == ["prepare dev yes=False", "check ports", "pulumi up dev to_stderr=False"]
    printed = capsys.readouterr().out
    assert printed.startswith("CastMatch, stack dev")
    assert printed.splitlines()[-1].startswith("ready in ")


@pytest.mark.requirement("R13")
def test_a_green_run_of_compose_ends_in_the_same_way(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    assert bring_up(Path(), "dev", as_json=False, via=COMPOSE, yes=True, steps=machine.steps) == 0

    assert machine.done == ["prepare dev yes=True", "check ports", "ensure compose yes=True", "compose up dev"]
    printed = capsys.readouterr().out
    assert printed.startswith("CastMatch, stack dev")
    assert printed.splitlines()[-1].startswith("ready in ")


@pytest.mark.parametrize("via", [PULUMI, COMPOSE])
def test_for_programs_only_json_is_on_standard_output(
    machine: Machine, capsys: pytest.CaptureFixture[str], via: str
) -> None:
    assert bring_up(Path(), "dev", as_json=True, via=via, steps=machine.steps) == 0

    assert "pulumi up dev to_stderr=False" not in machine.done
    assert StackOutputs.model_validate_json(capsys.readouterr().out) == OUTPUTS


@pytest.mark.requirement("R13")
def test_a_red_run_shows_no_table(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    red = replace(machine.steps, pulumi_up=lambda *_: None)

    assert bring_up(Path(), "dev", as_json=False, steps=red) == 1
    assert capsys.readouterr().out == ""


@pytest.mark.requirement("R19")
@pytest.mark.parametrize("via", [AUTO, PULUMI, COMPOSE])
def test_a_port_that_another_process_holds_is_refused_before_anything_runs(machine: Machine, via: str) -> None:
    def taken(*_: Any) -> None:
        raise UserError("port 5432 to be free", "postgres listens there", "stop it")

    with pytest.raises(UserError, match="port 5432"):
        bring_up(Path(), "dev", as_json=False, via=via, steps=replace(machine.steps, check_ports=taken))

    assert machine.done == ["prepare dev yes=False"]


@pytest.mark.parametrize(
    ("via", "cli", "pulumi"),
    [(AUTO, True, True), (AUTO, False, False), (PULUMI, True, True), (COMPOSE, True, False), (COMPOSE, False, False)],
)
def test_pulumi_runs_it_where_there_is_one_unless_compose_was_chosen(
    monkeypatch: pytest.MonkeyPatch, via: str, cli: bool, pulumi: bool
) -> None:
    monkeypatch.setattr(up, "has_cli", lambda: cli)
    monkeypatch.setattr(up, "ensure_cli", lambda: None)

    assert uses_pulumi(via) is pulumi


def test_where_pulumi_was_chosen_compose_does_not_take_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable() -> None:
        raise NO_CLI

    monkeypatch.setattr(up, "ensure_cli", unreachable)

    with pytest.raises(UserError, match="Pulumi's installer to be reachable"):
        uses_pulumi(PULUMI)
