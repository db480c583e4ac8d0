"""The command line: each command runs its function, and every end has its exit code."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from castmatch.cli import down, export, hook, roles, services, setup, up
from castmatch.cli import env as shell
from castmatch.cli.groups import PROJECT
from castmatch.cli.main import main
from castmatch.errors import UserError
from castmatch.guardian import once
from castmatch.guardian import run as guardian
from castmatch.stack.schema import schema_text


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STACK", raising=False)
    monkeypatch.delenv("VIA", raising=False)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command line in this process; its exit code."""
    monkeypatch.setattr(sys, "argv", ["castmatch", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def test_a_command_that_succeeds_ends_with_0(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "schema") == 0
    assert capsys.readouterr().out == schema_text()


def test_an_error_is_three_lines_on_standard_error_and_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> str:
        raise UserError("the Pulumi CLI", "none on PATH", "make setup")

    monkeypatch.setattr(shell, "exports", fail)

    assert run(monkeypatch, "env") == 1
    assert capsys.readouterr() == ("", "\nexpected  the Pulumi CLI\nfound     none on PATH\nnext      make setup\n")


def test_an_interrupted_command_ends_with_130_and_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt() -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(shell, "exports", interrupt)

    assert run(monkeypatch, "env") == 130
    assert capsys.readouterr().err == "\ninterrupted; run the command again to go on\n"


def test_a_mistyped_option_ends_with_2_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "bring_up", lambda *_: pytest.fail("ran"))

    assert run(monkeypatch, "up", "--stak", "dev") == 2


@pytest.mark.parametrize(
    ("arguments", "place", "name", "given"),
    [
        (["setup"], setup, "prepare", (PROJECT, "dev", False)),
        (["setup", "--yes"], setup, "prepare", (PROJECT, "dev", True)),
        (["up"], up, "bring_up", (PROJECT, "dev", False, "auto", False)),
        (["up", "--stack", "anna", "--json"], up, "bring_up", (PROJECT, "anna", True, "auto", False)),
        (["up", "--via", "compose", "--yes"], up, "bring_up", (PROJECT, "dev", False, "compose", True)),
        (["services", "-s", "anna"], services, "show", (PROJECT, "anna", False)),
        (["roles", "--json"], roles, "show", (PROJECT, "dev", True)),
        (["guardian", "--declaration", "g.json"], guardian, "run", (Path("g.json"), "127.0.0.1", 5480)),
        (
            ["guardian", "--declaration", "g.json", "--host", "0.0.0.0", "--port", "1"],
            guardian,
            "run",
            (Path("g.json"), "0.0.0.0", 1),
        ),
        (["reconcile", "--declaration", "r.json"], once, "run", (Path("r.json"),)),
        (["export", "compose"], export, "export_compose", (PROJECT, "dev", None)),
        (["export", "compose", "-s", "a", "--output", "o"], export, "export_compose", (PROJECT, "a", Path("o"))),
        (["export", "devcontainer"], export, "export_devcontainer", (PROJECT, "dev", "backend", None)),
        (
            ["export", "devcontainer", "--service", "ai", "--output", "o"],
            export,
            "export_devcontainer",
            (PROJECT, "dev", "ai", Path("o")),
        ),
        (["hook", "install"], hook, "install", (PROJECT,)),
        (["hook", "remove"], hook, "remove", (PROJECT,)),
        (["down"], down, "take_down", (PROJECT, "dev", "")),
        (["down", "--delete-data", "v"], down, "take_down", (PROJECT, "dev", "v")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_each_command_hands_its_options_to_its_function(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], place: Any, name: str, given: tuple[Any, ...]
) -> None:
    called: list[tuple[Any, ...]] = []
    monkeypatch.setattr(place, name, lambda *inputs: called.append(inputs))

    run(monkeypatch, *arguments)

    assert called == [given]


@pytest.mark.parametrize("command", ["up", "down", "roles"])
def test_the_exit_code_of_the_function_is_the_commands(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setattr(up, "bring_up", lambda *_: 1)
    monkeypatch.setattr(down, "take_down", lambda *_: 1)
    monkeypatch.setattr(roles, "show", lambda *_: 1)

    assert run(monkeypatch, command) == 1


@pytest.mark.requirement("R18")
def test_the_stack_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACK", "anna")
    called: list[Any] = []
    monkeypatch.setattr(services, "show", lambda *inputs: called.append(inputs))

    run(monkeypatch, "services")

    assert called == [(PROJECT, "anna", False)]


def test_who_carries_it_out_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIA", "compose")
    called: list[Any] = []
    monkeypatch.setattr(up, "bring_up", lambda *inputs: called.append(inputs))

    run(monkeypatch, "up")

    assert called == [(PROJECT, "dev", False, "compose", False)]


def test_nobody_else_carries_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIA", "terraform")
    monkeypatch.setattr(up, "bring_up", lambda *_: pytest.fail("ran"))

    assert run(monkeypatch, "up") == 2


def test_it_loads_with_typer_alone() -> None:
    """The guardian's image has little else."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, castmatch.cli.main; print(*sys.modules)"],
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    ours = {name for name in loaded if name.startswith("castmatch")}
    own = {"castmatch.errors", "castmatch.gc_tuning", "castmatch.cli.groups", "castmatch.cli.main"}
    assert ours == {"castmatch", "castmatch.cli", *own}
    assert not {"pydantic", "docker", "pulumi", "httpx", "redis", "yaml"} & set(loaded)


def test_it_runs_as_a_module_from_anywhere(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "castmatch", "schema"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert result.stdout == schema_text()
