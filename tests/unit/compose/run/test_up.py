"""`castmatch up` by Compose: everything is in place before it starts, and the run ends with proof or with the cause."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from docker.errors import APIError, NotFound

from castmatch.compose.model import ComposeProject, Image
from castmatch.compose.run import cli
from castmatch.compose.run.outputs import read_outputs
from castmatch.compose.run.passwords import FILE as PASSWORDS
from castmatch.compose.run.project import Declared
from castmatch.compose.run.prove import Failure
from castmatch.compose.run.up import Steps, bring_up
from castmatch.errors import UserError
from castmatch.stack.lock import locked
from castmatch.stack.model import StackConfig
from castmatch.stack.outputs import StackOutputs
from tests.unit.compose.made_by import PULUMI, Docker
from tests.unit.compose.run.projects import SECRET, SHARED, project
from tests.unit.conftest import FakeEngine

APPLICATION, READER = "castmatch_user", "castmatch_reader"
COMPOSE, BACKEND, VOLUME = "castmatch-dev", "castmatch-dev-backend", "castmatch-dev-postgres-data"
PROGRAM = """#!/bin/sh
case " $* " in *" version "*) echo 2.40.3; exit;; esac
echo "$@" >> {folder}/ran
exit $(cat {folder}/code)
"""


@dataclass
class Engine(Docker):
    """A Docker Engine on which no server runs, or one that may be told to read its file again."""

    kill_error: Exception | None = None

    def inspect_container(self, name: str) -> None:
        raise NotFound(name)

    def create_volume(self, name: str) -> None:
        self.volumes_.setdefault(name, None)

    def kill(self, name: str, signal: str) -> None:
        self.note(f"{signal} {name}")
        if self.kill_error:
            raise self.kill_error


@dataclass
class Run:
    """One run: a Compose program that does nothing, a folder of the user's own, and what each step comes back with."""

    home: Path
    docker: Engine
    project: ComposeProject = field(default_factory=project)
    refusal: UserError | None = None
    failures: list[Failure] = field(default_factory=list)
    at_build: dict[str, Any] = field(default_factory=dict)  # as it is just before Compose starts
    is_proven: bool = False

    @property
    def folder(self) -> Path:
        return self.home / "castmatch" / "castmatch-dev"

    @property
    def compose_ran(self) -> bool:
        return (self.home / "ran").exists()

    def compose_ends_with(self, code: int) -> None:
        (self.home / "code").write_text(str(code))

    def go(self) -> StackOutputs:
        (self.home / "ran").unlink(missing_ok=True)
        steps = Steps(self.declare, self.ensure_images, lambda _project: self.failures, self.prove)
        return bring_up(self.home, "dev", StackConfig(), steps)

    def declare(self, *_: object) -> Declared:
        if self.refusal:
            raise self.refusal
        return Declared(self.project, {})

    def ensure_images(self, _images: tuple[Image, ...]) -> None:
        assert not self.compose_ran
        self.at_build = {
            "secret": (self.folder / SECRET.path).read_text(),
            "containers": set(self.docker.containers_),
            "volumes": set(self.docker.volumes_),
        }

    def prove(self, _project: ComposeProject, _values: Mapping[str, str], _begun: float) -> dict[str, float]:
        assert self.compose_ran
        self.is_proven = True
        return {"backend": 2.5, "guardian": 0.5}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fake_engine: FakeEngine) -> Iterator[Run]:
    program = tmp_path / "compose"
    program.write_text(PROGRAM.format(folder=tmp_path))
    program.chmod(0o755)
    monkeypatch.setenv(cli.VARIABLE, str(program))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{tmp_path}")
    cli.compose.cache_clear()
    found = Run(tmp_path, Engine())
    found.compose_ends_with(0)
    fake_engine(found.docker)
    yield found
    cli.compose.cache_clear()


@pytest.mark.requirement("R13")
def test_all_is_in_place_before_compose_starts_and_proven_after(run: Run) -> None:
    run.docker.holds("dev", PULUMI)

    found = run.go()

    (password,) = json.loads((run.folder / PASSWORDS).read_text()).values()
    assert run.at_build == {
        "secret": f"postgresql://a:{password}@h/d",
        "containers": set(),
        "volumes": {VOLUME},
    }
    assert found.services["backend"].seconds == 2.5
    assert read_outputs("dev") == found


class TestContainersOfTheRunBefore:
    @pytest.fixture(autouse=True)
    def before(self, run: Run) -> None:
        run.docker.holds("dev", COMPOSE, ("backend", "postgres"))

    @pytest.mark.requirement("R20")
    def test_with_lost_passwords_they_go_and_the_database_stays(self, run: Run) -> None:
        run.go()

        assert (run.at_build["containers"], run.at_build["volumes"]) == (set(), {VOLUME})

    def test_those_that_are_declared_stay_and_the_others_go(self, run: Run) -> None:
        run.folder.mkdir(parents=True)
        (run.folder / PASSWORDS).write_text('{"password-of-a": "the old one"}')

        run.go()

        assert run.at_build["containers"] == {BACKEND}
        assert run.at_build["secret"] == "postgresql://a:the old one@h/d"


@pytest.mark.requirement("R15")
@pytest.mark.parametrize("error", [None, NotFound("none"), APIError("not running")], ids=["runs", "none", "stopped"])
def test_a_server_whose_file_was_repaired_reads_it_again(run: Run, error: Exception | None) -> None:
    run.go()
    (run.folder / SHARED.path).write_text("host all all all trust\n")
    run.docker.done, run.docker.kill_error = [], error

    run.go()

    assert run.docker.done == ["SIGHUP castmatch-dev-postgres"]


def test_a_mount_point_is_made_as_the_developer(run: Run) -> None:
    run.project = project(mount_points=(run.home / ".next",))

    run.go()
    run.go()

    assert (run.home / ".next").is_dir()


class TestRefused:
    """Nothing was touched then."""

    @pytest.fixture(autouse=True)
    def untouched(self, run: Run) -> Iterator[None]:
        yield
        assert not run.compose_ran
        assert (run.folder.exists(), run.docker.volumes_) == (False, {})

    def test_while_pulumi_is_at_work_on_the_stack(self, run: Run) -> None:
        locks = run.home / ".pulumi/locks/organization/castmatch/dev"
        locks.mkdir(parents=True)
        (locks / "a.json").write_text(json.dumps({"pid": 4711, "hostname": "another"}))

        with pytest.raises(UserError, match="a lock of process 4711 on another"):
            run.go()

    def test_while_another_run_is_under_way(self, run: Run) -> None:
        with locked("dev"), pytest.raises(UserError, match="no other run on stack dev"):
            run.go()

    @pytest.mark.requirement("R19")
    def test_when_the_program_refuses(self, run: Run) -> None:
        run.refusal = UserError("a memory limit", "none", "set one")

        with pytest.raises(UserError, match="a memory limit"):
            run.go()


def failure(role: str) -> Failure:
    return Failure(role, UserError(f"role {role} in order", "no space", "free some"))


@pytest.mark.requirement("R13")
class TestFailures:
    def test_composes_own_is_reported_with_its_view(self, run: Run) -> None:
        run.compose_ends_with(1)

        with pytest.raises(UserError) as caught:
            run.go()

        assert caught.value.found.startswith("exit code 1")
        assert f"{os.environ[cli.VARIABLE]} --project-name castmatch-dev ps" in caught.value.next_step
        assert not run.is_proven

    @pytest.mark.requirement("R07")
    def test_without_the_applications_role_nothing_is_proven(self, run: Run) -> None:
        """Compose did not start what needs it."""
        run.compose_ends_with(1)
        run.failures = [failure(APPLICATION)]

        with pytest.raises(UserError, match=f"role {APPLICATION} in order"):
            run.go()

        assert not run.is_proven

    def test_the_cause_is_reported_and_not_the_role_that_waited_for_it(self, run: Run) -> None:
        run.compose_ends_with(1)
        run.failures = [failure("staff"), failure(APPLICATION)]

        with pytest.raises(UserError, match="role staff in order"):
            run.go()

    @pytest.mark.parametrize("code", [0, 1])
    def test_another_role_fails_the_run_but_the_services_are_up(self, run: Run, code: int) -> None:
        run.compose_ends_with(code)
        run.failures = [failure(READER)]

        with pytest.raises(UserError, match=f"role {READER} in order"):
            run.go()

        assert run.is_proven
        assert read_outputs("dev").services["backend"].seconds == 2.5
