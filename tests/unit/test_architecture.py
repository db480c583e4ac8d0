"""The house itself: which room may know which, and how long a file may be."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LONGEST = 250  # lines


def python_files(*rooms: str) -> list[Path]:
    return sorted(file for room in rooms for file in (PROJECT / room).rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    """Every module that a file imports, also inside its functions."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are written in full here"
            yield node.module or ""


def importers(room: str, *unwanted: str) -> list[str]:
    """The files of a room that import one of the unwanted packages, or a part of it."""
    return [
        f"{file.relative_to(PROJECT)} imports {name}"
        for file in python_files(room)
        for name in imports(file)
        if name.split(".")[0] in unwanted or name in unwanted
    ]


@pytest.mark.parametrize("room", ["stack", "roles", "probes", "docker_engine", "compose"])
def test_no_room_below_the_components_knows_pulumi(room: str) -> None:
    assert importers(f"castmatch/{room}", "pulumi", "pulumi_docker", "components") == []


def test_the_command_line_never_imports_components() -> None:
    """It reads what a stack exports; it declares nothing."""
    assert importers("castmatch/cli", "components", "pulumi_docker") == []


def test_roles_know_nothing_but_postgresql() -> None:
    assert importers("castmatch/roles", "docker", "typer", "rich", "httpx", "redis", "yaml", "pydantic") == []


def test_rendering_for_compose_starts_nothing_and_asks_nobody() -> None:
    """It is pure: a recording in, a text out. What is done with it is in castmatch/compose/run."""
    unwanted = {"docker", "subprocess", "os", "typer", "pulumi", "pulumi_docker", "components"}
    pure = {file for file in python_files("castmatch/compose") if file.parent.name == "compose"} - {
        PROJECT / "castmatch" / "compose" / "takeover.py"
    }
    known = {name for file in pure for name in imports(file)}

    assert not {name.split(".")[0] for name in known} & unwanted
    assert not [name for name in known if name.startswith(("castmatch.cli", "castmatch.docker_engine"))]


def test_gates_know_the_standard_library_and_declarations_alone() -> None:
    """A policy pack loads them where none of our dependencies is installed."""
    files = [*python_files("castmatch/gates"), PROJECT / "castmatch" / "declared" / "model.py"]
    names = {name for file in files for name in imports(file)}
    ours = {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names}

    assert "castmatch.declared.record" not in ours
    assert {".".join(name.split(".")[:2]) for name in ours} == {
        *("castmatch.declared", "castmatch.errors", "castmatch.gates", "castmatch.pulumi_values")
    }


def test_the_eye_of_these_tests_is_open() -> None:
    assert importers("components", "pulumi_docker") != []
    assert importers("castmatch/cli", "typer") != []


@pytest.mark.parametrize("room", ["castmatch", "components", "tests"])
def test_no_file_is_too_long_to_read(room: str) -> None:
    lengths = {str(file.relative_to(PROJECT)): len(file.read_text().splitlines()) for file in python_files(room)}

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


@pytest.mark.parametrize("room", ["castmatch", "components"])
def test_nothing_is_called_utils_helpers_or_common(room: str) -> None:
    assert not [file for file in python_files(room) if {"utils", "helpers", "common"} & {file.stem, file.parent.name}]
