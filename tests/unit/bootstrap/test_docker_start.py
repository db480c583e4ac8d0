"""An installed Engine is started: by systemd where that runs, else alone; when that fails, its log is shown."""

import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from castmatch.bootstrap import docker_start
from castmatch.bootstrap.docker_start import start_engine
from castmatch.errors import UserError


class Machine:
    """One on which the Engine answers at the `answers`th look; `done` is what was started."""

    def __init__(self) -> None:
        self.answers = 3
        self.looks = 0
        self.ended: int | None = None
        self.done: list[str] = []

    def engine(self) -> None:
        self.looks += 1
        if self.looks < self.answers:
            raise UserError("an Engine", "none", "start it")

    def run(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        self.done.append(" ".join(command[:3]))
        return subprocess.CompletedProcess(command, 0, stdout="no space left on device\n")

    def start(self, command: list[str], stdout: Any, start_new_session: bool, **_: Any) -> SimpleNamespace:
        self.done.append(f"{' '.join(command)}{', in a session of its own' if start_new_session else ''}")
        stdout.write(b"loading\nDevices cgroup isn't mounted\n")
        return SimpleNamespace(poll=lambda: self.ended)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    found = Machine()
    monkeypatch.setattr(docker_start, "engine", found.engine)
    monkeypatch.setattr(docker_start, "SYSTEMD", tmp_path / "systemd")
    monkeypatch.setattr(docker_start, "LOG", tmp_path / "dockerd.log")
    monkeypatch.setattr(subprocess, "Popen", found.start)
    monkeypatch.setattr(subprocess, "run", found.run)
    clock = iter(range(1000))
    monkeypatch.setattr("time.sleep", lambda _: None)
    monkeypatch.setattr("time.monotonic", lambda: float(next(clock)))
    return found


@pytest.fixture
def systemd(tmp_path: Path) -> None:
    (tmp_path / "systemd").mkdir()


@pytest.mark.usefixtures("systemd")
def test_systemd_starts_its_service(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    start_engine()

    assert machine.done == ["systemctl start docker"]
    assert machine.looks == machine.answers
    assert "docker: systemctl start docker … " in capsys.readouterr().err


def test_without_systemd_it_runs_alone_and_its_log_is_named(
    machine: Machine, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    start_engine()

    assert machine.done == ["dockerd, in a session of its own"]
    shown = capsys.readouterr().err
    assert "kill $(cat /var/run/docker.pid)" in shown
    assert f"Its log: {tmp_path / 'dockerd.log'}" in shown


def test_one_that_ends_because_another_is_just_starting_is_no_failure(machine: Machine) -> None:
    machine.ended = 1

    start_engine()


@pytest.mark.parametrize("ended", [1, None], ids=["it ended", "it hangs"])
def test_one_that_never_answers_is_an_error_with_the_end_of_its_log(machine: Machine, ended: int | None) -> None:
    machine.answers, machine.ended = 10_000, ended

    with pytest.raises(UserError) as caught:
        start_engine()

    assert caught.value.found.endswith("Devices cgroup isn't mounted")
    assert "dockerd.log" in caught.value.next_step
    assert machine.looks < (20 if ended else 100)


@pytest.mark.usefixtures("systemd")
def test_under_systemd_the_log_is_the_journal(machine: Machine) -> None:
    machine.answers = 10_000

    with pytest.raises(UserError) as caught:
        start_engine()

    assert caught.value.found == "no space left on device"
    assert machine.done[-1] == "journalctl --unit docker"
