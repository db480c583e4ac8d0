"""Which Docker Compose there is, and how it is run: always by the project's name and file, never by the folder's."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from castmatch.compose.run import cli
from castmatch.errors import UserError

PLUGIN, PROGRAM = ("docker", "compose"), ("docker-compose",)


@dataclass
class Machine:
    """What each command that begins so says of its version; one that is not named is not there."""

    versions: dict[tuple[str, ...], str] = field(default_factory=dict)
    code: int = 0
    ran: list[list[str]] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)

    def run(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        said = self.versions.get(tuple(command[:-2]))
        if said is None and command[0] != "docker":
            raise FileNotFoundError(command[0])
        return subprocess.CompletedProcess(command, 1 if said is None else 0, stdout=f"{said or ''}\n")

    def start(self, command: list[str], **options: Any) -> SimpleNamespace:
        self.ran.append(command)
        self.options = options
        return SimpleNamespace(wait=lambda: self.code)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    found = Machine()
    monkeypatch.delenv(cli.VARIABLE, raising=False)
    monkeypatch.setattr(subprocess, "run", found.run)
    monkeypatch.setattr(subprocess, "Popen", found.start)
    cli.compose.cache_clear()
    yield found
    cli.compose.cache_clear()


def test_the_plugin_is_taken_before_the_program(machine: Machine) -> None:
    machine.versions = {PLUGIN: "2.40.3", PROGRAM: "1.29.2"}

    assert cli.find() == cli.compose() == PLUGIN
    assert cli.version() == "Docker Compose 2.40.3"


def test_debians_program_serves_where_docker_has_no_plugin(machine: Machine) -> None:
    machine.versions = {PROGRAM: "1.29.2"}

    assert cli.compose() == PROGRAM
    assert cli.version() == "Docker Compose 1.29.2"


def test_a_version_is_shown_without_its_v(machine: Machine) -> None:
    machine.versions = {PLUGIN: "v2.17.0"}

    assert cli.version() == "Docker Compose 2.17.0"


def test_another_command_may_be_named(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.versions = {PLUGIN: "2.40.3", ("podman", "compose"): "5.0"}
    monkeypatch.setenv(cli.VARIABLE, "podman compose")

    assert cli.compose() == ("podman", "compose")


@pytest.mark.requirement("R13")
def test_without_any_the_error_names_what_was_tried_and_how_to_get_it(machine: Machine) -> None:
    assert cli.find() is None
    with pytest.raises(UserError) as caught:
        cli.compose()

    assert caught.value.found == "neither docker compose nor docker-compose answers"
    assert "apt-get install docker-compose" in caught.value.next_step


def test_one_that_was_installed_meanwhile_is_found(machine: Machine) -> None:
    with pytest.raises(UserError):
        cli.compose()
    machine.versions = {PROGRAM: "1.29.2"}

    assert cli.compose() == PROGRAM


@pytest.mark.requirement("R18")
def test_a_command_names_project_and_file_and_leaves_standard_output_alone(machine: Machine, tmp_path: Path) -> None:
    machine.versions, machine.code = {PLUGIN: "2.40.3"}, 17

    started = cli.start("Anna", tmp_path, ("up", "--detach"))

    assert started.wait() == 17

    (command,) = machine.ran
    assert command[:3] == [*PLUGIN, "--project-name"]
    assert command[3].startswith("castmatch-anna-")  # with small letters it is another stack's
    assert command[4:] == ["--file", str(tmp_path / "compose.yaml"), "up", "--detach"]
    assert machine.options["cwd"] == tmp_path
    assert machine.options["stdout"] is sys.stderr
    assert machine.options["stdin"] == subprocess.DEVNULL
