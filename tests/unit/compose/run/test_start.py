"""Compose starts the containers; a server that cannot start is told at once, and nobody waits for the roles' steps."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from castmatch.compose.run import cli
from castmatch.compose.run import start as module
from castmatch.compose.run.start import crashed, start
from castmatch.docker_engine.containers import MISSING, ContainerState
from castmatch.errors import UserError
from castmatch.probes import container as watch
from tests.unit.compose.run.projects import project

RUNNING = ContainerState("running", started="10:00")


@dataclass
class Compose:
    """A Compose that ends after some looks at it, and the server's state at each look; the last one stays."""

    server: list[ContainerState] = field(default_factory=lambda: [RUNNING])
    looks: int = 3
    returncode: int = 0
    ended: list[str] = field(default_factory=list)

    def state(self, _name: str) -> ContainerState:
        return self.server.pop(0) if len(self.server) > 1 else self.server[0]

    def poll(self) -> int | None:
        self.looks -= 1
        return self.returncode if self.looks < 0 or self.ended else None

    def terminate(self) -> None:
        self.ended.append("terminated")

    def wait(self) -> int:
        return self.returncode


@pytest.fixture
def compose(monkeypatch: pytest.MonkeyPatch) -> Compose:
    found = Compose()
    monkeypatch.setattr(cli, "start", lambda *_: found)
    monkeypatch.setattr(module, "container_state", found.state)
    monkeypatch.setattr(watch, "container_state", found.state)
    monkeypatch.setattr(watch, "last_lines", lambda _name: ["FATAL: database files are incompatible with server"])
    monkeypatch.setattr(module, "PAUSE", 0)
    return found


def test_its_exit_code_is_told(compose: Compose, tmp_path: Path) -> None:
    compose.returncode = 17

    assert start(project(), tmp_path) == 17
    assert compose.ended == []


@pytest.mark.requirement("R13")
def test_a_server_that_crashes_ends_the_run_with_its_last_lines(compose: Compose, tmp_path: Path) -> None:
    compose.server, compose.looks = [MISSING, RUNNING, ContainerState("restarting", 1, started="10:01")], 1000

    with pytest.raises(UserError) as told:
        start(project(), tmp_path)

    assert "its container crashed (exit code 1) and Docker restarts it" in told.value.found
    assert "database files are incompatible with server" in told.value.found
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
