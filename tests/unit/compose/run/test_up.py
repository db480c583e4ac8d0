"""`castmatch up` by Compose: everything is there before it starts, and the end is proven or told."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docker.errors import APIError, NotFound

from castmatch.compose.model import ComposeProject, File
from castmatch.compose.run import cli, passwords, up
from castmatch.compose.run import outputs as outputs_module
from castmatch.compose.run.project import Declared
from castmatch.compose.run.prove import Failure
from castmatch.compose.run.up import bring_up
from castmatch.errors import UserError
from castmatch.stack.lock import locked
from castmatch.stack.model import StackConfig
from tests.unit.compose.run.projects import SHARED, project

APPLICATION, READER = "castmatch_user", "castmatch_reader"


@dataclass
class Machine:
    """One run, step by step, and what each step comes back with."""

    folder: Path
    code: int = 0
    passwords: bool = True
    locks: list[dict[str, Any]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    changed: list[File] = field(default_factory=list)
    kill_error: Exception | None = None
    project: ComposeProject = field(default_factory=project)
    steps: list[str] = field(default_factory=list)

    def declare(self, *_: Any) -> Declared:
        self.steps.append("declare")
        return Declared(self.project, {})

    def secret_values(self, _folder: Path, stand_ins: tuple[str, ...], given: Mapping[str, str]) -> dict[str, str]:
        self.steps.append("passwords")
        return dict.fromkeys(stand_ins, "real") | dict(given)

    def write(self, _project: ComposeProject, folder: Path, values: dict[str, str]) -> list[File]:
        assert values == {"password-of-a": "real"}
        folder.mkdir(parents=True, exist_ok=True)
        self.steps.append("write")
        return self.changed

    def start(self, _project: ComposeProject, folder: Path) -> int:
        assert folder == self.folder
        self.steps.append("compose")
        return self.code

    def prove(self, *_: Any) -> dict[str, float]:
        self.steps.append("prove")
        return {"backend": 2.5, "guardian": 0.5}

    def create_volume(self, name: str) -> None:
        self.steps.append(f"volume {name}")

    def kill(self, name: str, signal: str) -> None:
        self.steps.append(f"{signal} {name}")
        if self.kill_error:
            raise self.kill_error


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    found = Machine(tmp_path / "castmatch" / "castmatch-dev")
    monkeypatch.setattr(cli, "version", lambda: "Docker Compose 2.40.3")
    monkeypatch.setattr(cli, "compose", lambda: ("docker", "compose"))
    monkeypatch.setattr(up, "start", found.start)
    monkeypatch.setattr(passwords, "exist", lambda _folder: found.passwords)
    monkeypatch.setattr(passwords, "given_secrets", lambda *_: {})
    monkeypatch.setattr(passwords, "secret_values", found.secret_values)
    monkeypatch.setattr(up, "step", lambda _text: nullcontext())
    monkeypatch.setattr(up, "locks", lambda _stack: found.locks)
    monkeypatch.setattr(up, "declare", found.declare)
    monkeypatch.setattr(up, "write", found.write)
    monkeypatch.setattr(up, "prove", found.prove)
    monkeypatch.setattr(up, "failed_steps", lambda _project: found.failures)
    monkeypatch.setattr(
        up, "remove_compose_resources", lambda stack: found.steps.append(f"remove Compose's of {stack}")
    )
    monkeypatch.setattr(up, "make_way_for_compose", lambda *_: found.steps.append("make way"))
    monkeypatch.setattr(up, "remove_surplus", lambda _, wanted: found.steps.append(f"surplus but {', '.join(wanted)}"))
    monkeypatch.setattr(up, "ensure_images", lambda _images: found.steps.append("images"))
    monkeypatch.setattr(up, "engine", lambda: SimpleNamespace(api=found))
    return found


def go(tmp_path: Path) -> Any:
    return bring_up(tmp_path, "dev", StackConfig())


@pytest.mark.requirement("R13")
def test_all_is_there_before_compose_starts_and_proven_after(machine: Machine, tmp_path: Path) -> None:
    found = go(tmp_path)

    assert machine.steps == [
        "declare",
        "passwords",
        "make way",
        "surplus but castmatch-dev-backend",
        "write",
        "volume castmatch-dev-postgres-data",
        "images",
        "compose",
        "prove",
    ]
    assert found.services["backend"].seconds == 2.5
    assert outputs_module.read_outputs("dev") == found


@pytest.mark.requirement("R20")
def test_containers_of_lost_passwords_are_made_anew_and_the_database_stays(machine: Machine, tmp_path: Path) -> None:
    machine.passwords = False

    go(tmp_path)

    assert machine.steps[:3] == ["declare", "remove Compose's of dev", "passwords"]


@pytest.mark.requirement("R15")
@pytest.mark.parametrize("error", [None, NotFound("none"), APIError("not running")], ids=["runs", "none", "stopped"])
def test_a_server_whose_file_was_mended_reads_it_again(
    machine: Machine, tmp_path: Path, error: Exception | None
) -> None:
    machine.changed, machine.kill_error = [SHARED], error

    go(tmp_path)

    assert "SIGHUP castmatch-dev-postgres" in machine.steps
    assert machine.steps[-1] == "prove"


def test_a_mount_point_is_made_as_the_developer(machine: Machine, tmp_path: Path) -> None:
    machine.project = project(mount_points=(tmp_path / ".next",))

    go(tmp_path)
    go(tmp_path)

    assert (tmp_path / ".next").is_dir()


class TestRefused:
    def test_while_pulumi_is_at_work_on_the_stack(self, machine: Machine, tmp_path: Path) -> None:
        machine.locks = [{"pid": 4711, "hostname": "here"}]

        with pytest.raises(UserError, match="a lock of process 4711 on here"):
            go(tmp_path)

        assert machine.steps == []

    def test_while_another_run_is_under_way(self, machine: Machine, tmp_path: Path) -> None:
        with locked("dev"), pytest.raises(UserError, match="no other run on stack dev"):
            go(tmp_path)

        assert machine.steps == []

    @pytest.mark.requirement("R19")
    def test_a_program_that_refuses_touches_nothing(
        self, machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: Any) -> Declared:
            raise UserError("a memory limit", "none", "set one")

        monkeypatch.setattr(up, "declare", refuse)

        with pytest.raises(UserError, match="a memory limit"):
            go(tmp_path)

        assert machine.steps == []


def failure(role: str) -> Failure:
    return Failure(role, UserError(f"role {role} in order", "no space", "free some"))


@pytest.mark.requirement("R13")
class TestFailures:
    def test_composes_own_is_told_with_its_view(self, machine: Machine, tmp_path: Path) -> None:
        machine.code = 1

        with pytest.raises(UserError) as caught:
            go(tmp_path)

        assert caught.value.found.startswith("exit code 1")
        assert "docker compose --project-name castmatch-dev ps" in caught.value.next_step
        assert "prove" not in machine.steps

    @pytest.mark.requirement("R07")
    def test_without_the_applications_role_nothing_is_proven(self, machine: Machine, tmp_path: Path) -> None:
        """Whatever needs it was not started."""
        machine.code, machine.failures = 1, [failure(APPLICATION)]

        with pytest.raises(UserError, match=f"role {APPLICATION} in order"):
            go(tmp_path)

        assert "prove" not in machine.steps

    def test_the_cause_is_told_and_not_the_role_that_waited_for_it(self, machine: Machine, tmp_path: Path) -> None:
        machine.code, machine.failures = 1, [failure("staff"), failure(APPLICATION)]

        with pytest.raises(UserError, match="role staff in order"):
            go(tmp_path)

    @pytest.mark.parametrize("code", [0, 1])
    def test_another_role_fails_the_run_but_the_services_are_up(
        self, machine: Machine, tmp_path: Path, code: int
    ) -> None:
        machine.code, machine.failures = code, [failure(READER)]

        with pytest.raises(UserError, match=f"role {READER} in order"):
            go(tmp_path)

        assert machine.steps[-1] == "prove"
        assert outputs_module.read_outputs("dev").services["backend"].seconds == 2.5
