"""Compose starts the containers; a server that cannot start ends the run without waiting for the role steps."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from docker.errors import NotFound

from castmatch.compose.run import cli
from castmatch.compose.run import start as module
from castmatch.compose.run.start import crashed, start
from castmatch.docker_engine.containers import MISSING, ContainerState
from castmatch.errors import UserError
from tests.unit.compose.run.projects import project
from tests.unit.conftest import FakeEngine

RUNNING = ContainerState("running", started="10:00")


@dataclass
class Compose:
    """A Compose that ends after some looks at it, and a Docker API with the server's states; the last one stays."""

    server: list[ContainerState] = field(default_factory=lambda: [RUNNING])
    looks: int = 3
    returncode: int = 0
    ended: list[str] = field(default_factory=list)

    def inspect_container(self, name: str) -> dict[str, Any]:
        state = self.server.pop(0) if len(self.server) > 1 else self.server[0]
        if state == MISSING:
            raise NotFound(name)
        facts = {"Status": state.status, "ExitCode": state.exit_code, "OOMKilled": False, "StartedAt": state.started}
        return {"State": facts, "RestartCount": state.restarts}

    def logs(self, _name: str, **_: object) -> bytes:
        return b"FATAL: database files are incompatible with server"

    def poll(self) -> int | None:
        self.looks -= 1
        return self.returncode if self.looks < 0 or self.ended else None

    def terminate(self) -> None:
        self.ended.append("terminated")

    def wait(self) -> int:
        return self.returncode


@pytest.fixture
def compose(monkeypatch: pytest.MonkeyPatch, fake_engine: FakeEngine) -> Compose:
    found = Compose()
    monkeypatch.setattr(cli, "start", lambda *_: found)
    fake_engine(found)
    monkeypatch.setattr(module, "PAUSE", 0)
    return found


def test_its_exit_code_is_returned(compose: Compose, tmp_path: Path) -> None:
    compose.returncode = 17

    assert start(project(), tmp_path) == 17
    assert compose.ended == []


@pytest.mark.requirement("R13")
def test_a_server_that_crashes_ends_the_run_with_its_last_lines(compose: Compose, tmp_path: Path) -> None:
    compose.server, compose.looks = [MISSING, RUNNING, ContainerState("restarting", 1, started="10:01")], 1000

    with pytest.raises(UserError) as caught:
        start(project(), tmp_path)

    assert "its container crashed (exit code 1) and Docker restarts it" in caught.value.found
    assert "database files are incompatible with server" in caught.value.found
    assert compose.ended == ["terminated"]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (MISSING, MISSING),
        (MISSING, RUNNING),
        (RUNNING, RUNNING),
        (ContainerState("exited", 1, started="09:00"), ContainerState("exited", 1, started="09:00")),
        (ContainerState("exited", 1, started="09:00"), RUNNING),
        (
            ContainerState("running", restarts=4, started="09:00"),
            ContainerState("running", restarts=4, started="09:00"),
        ),
    ],
    ids=["not there yet", "just made", "it goes on", "not started yet", "started again", "old restarts"],
)
def test_what_went_on_before_is_no_crash(before: ContainerState, now: ContainerState) -> None:
    assert crashed(before, now) is None


@pytest.mark.parametrize(
    "now",
    [
        ContainerState("exited", 3, started="10:01"),
        ContainerState("restarting", 3, started="10:01"),
        ContainerState("running", restarts=1, started="10:01"),
    ],
    ids=["ended", "in Docker's backoff", "restarted meanwhile"],
)
def test_an_end_after_its_start_is_one(now: ContainerState) -> None:
    assert crashed(RUNNING, now) is not None
