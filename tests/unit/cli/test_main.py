"""The command line: each command hands its options to its function, and every end has its exit code."""

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from castmatch.cli.main import main
from castmatch.cli.options import PROJECT
from castmatch.errors import UserError
from castmatch.preview.run.command import PreviewOptions
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


def calls(monkeypatch: pytest.MonkeyPatch, function: str, result: Any = 0) -> list[tuple[Any, ...]]:
    """What a function of castmatch is called with from now on; it does nothing and returns or raises `result`."""
    called: list[tuple[Any, ...]] = []

    def stand_in(*given: Any) -> Any:
        called.append(given)
        if isinstance(result, BaseException):
            raise result
        return result

    module, _, name = function.rpartition(".")
    monkeypatch.setattr(importlib.import_module(f"castmatch.{module}"), name, stand_in)
    return called


def test_a_command_that_succeeds_ends_with_0(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "schema") == 0
    assert capsys.readouterr().out == schema_text()


def test_an_error_is_three_lines_on_standard_error_and_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls(monkeypatch, "pulumi_cli.shell.exports", UserError("the Pulumi CLI", "none on PATH", "make setup"))

    assert run(monkeypatch, "env") == 1
    assert capsys.readouterr() == ("", "\nexpected  the Pulumi CLI\nfound     none on PATH\nnext      make setup\n")


def test_an_interrupted_command_ends_with_130_and_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls(monkeypatch, "pulumi_cli.shell.exports", KeyboardInterrupt())

    assert run(monkeypatch, "env") == 130
    assert capsys.readouterr().err == "\ninterrupted; run the command again to go on\n"


@pytest.mark.parametrize(
    ("arguments", "function", "given"),
    [
        ("setup", "lifecycle.setup.prepare", (PROJECT, "dev", False)),
        ("setup --yes", "lifecycle.setup.prepare", (PROJECT, "dev", True)),
        ("up", "lifecycle.up.bring_up", (PROJECT, "dev", False, "auto", False)),
        ("up --stack anna --json", "lifecycle.up.bring_up", (PROJECT, "anna", True, "auto", False)),
        ("up --via compose --yes", "lifecycle.up.bring_up", (PROJECT, "dev", False, "compose", True)),
        ("down", "lifecycle.down.take_down", (PROJECT, "dev", "")),
        ("down --delete-data v", "lifecycle.down.take_down", (PROJECT, "dev", "v")),
        ("preview", "preview.run.command.preview", (PROJECT, PreviewOptions("dev"))),
        (
            "preview -s a --base main --quick --format json --output o --comment c --fail-on hazards",
            "preview.run.command.preview",
            (PROJECT, PreviewOptions("a", "main", True, "json", Path("o"), Path("c"), frozenset({"hazards"}))),
        ),
        ("plan", "plan.show.show", (PROJECT, "dev", "text", None)),
        ("plan --format svg --output o", "plan.show.show", (PROJECT, "dev", "svg", Path("o"))),
        ("services -s anna", "status.services.show", (PROJECT, "anna", False)),
        ("roles --json", "status.roles.show", (PROJECT, "dev", True)),
        ("incident --rounds 3 --json", "incident.drill.run_drill", (PROJECT, "dev", 3, True)),
        ("env", "pulumi_cli.shell.exports", (PROJECT,)),
        ("export compose", "compose.run.export.export_compose", (PROJECT, "dev", None)),
        ("export compose -s a --output o", "compose.run.export.export_compose", (PROJECT, "a", Path("o"))),
        ("export devcontainer", "compose.run.export.export_devcontainer", (PROJECT, "dev", "backend", None)),
        (
            "export devcontainer --service ai --output o",
            "compose.run.export.export_devcontainer",
            (PROJECT, "dev", "ai", Path("o")),
        ),
    ],
)
def test_each_command_hands_its_options_to_its_function(
    monkeypatch: pytest.MonkeyPatch, arguments: str, function: str, given: tuple[Any, ...]
) -> None:
    called = calls(monkeypatch, function)

    assert run(monkeypatch, *arguments.split()) == 0
    assert called == [given]


@pytest.mark.parametrize(
    ("command", "function"),
    [
        ("up", "lifecycle.up.bring_up"),
        ("down", "lifecycle.down.take_down"),
        ("preview", "preview.run.command.preview"),
        ("roles", "status.roles.show"),
        ("incident", "incident.drill.run_drill"),
    ],
)
def test_the_exit_code_of_the_function_is_the_commands(
    monkeypatch: pytest.MonkeyPatch, command: str, function: str
) -> None:
    calls(monkeypatch, function, 2)

    assert run(monkeypatch, command) == 2


@pytest.mark.requirement("R18")
def test_stack_and_via_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STACK", "anna")
    monkeypatch.setenv("VIA", "compose")
    called = calls(monkeypatch, "lifecycle.up.bring_up")

    run(monkeypatch, "up")

    assert called == [(PROJECT, "anna", False, "compose", False)]


@pytest.mark.parametrize("arguments", ["up --stak dev", "up --via terraform", "incident --rounds 0", "destroy"])
def test_a_mistyped_option_ends_with_2_before_anything_runs(monkeypatch: pytest.MonkeyPatch, arguments: str) -> None:
    called = [calls(monkeypatch, function) for function in ("lifecycle.up.bring_up", "incident.drill.run_drill")]

    assert run(monkeypatch, *arguments.split()) == 2
    assert called == [[], []]


def test_help_loads_typer_and_none_of_our_rooms() -> None:
    """So it takes a fifth of a second."""
    script = "import sys\nfrom castmatch.cli.main import main\ntry: main()\nfinally: print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script, "--help"],
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    ours = {".".join(name.split(".")[:2]) for name in loaded if name.startswith("castmatch")}
    assert ours == {"castmatch", "castmatch.cli", "castmatch.errors", "castmatch.gc_tuning"}
    assert not {"pydantic", "docker", "pulumi", "httpx", "redis", "rich", "yaml"} & set(loaded)


@pytest.mark.skipif((PROJECT / ".venv").is_symlink(), reason="a .venv that is linked runs the code of its own clone")
def test_the_command_in_the_virtual_environment_runs_this_code_from_anywhere(tmp_path: Path) -> None:
    command = [str(PROJECT / ".venv" / "bin" / "castmatch"), "schema"]

    result = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, text=True, check=True)

    assert result.stdout == schema_text()
