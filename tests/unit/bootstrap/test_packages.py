"""Debian packages: lists first, then one install; output only when it fails; no init script starts a service."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from castmatch.bootstrap import packages
from castmatch.bootstrap.packages import install
from castmatch.errors import UserError


class Debian:
    """A machine whose package sources have these names; `done` is what was called, and whether services were held."""

    def __init__(self, policy: Path) -> None:
        self.policy = policy
        self.offered = {"docker.io", "docker-compose", "iptables"}
        self.code = 0
        self.done: list[str] = []
        self.held: list[bool] = []

    def run(self, command: list[str], stdout: Any = None, **_: Any) -> subprocess.CompletedProcess[bytes]:
        if command[0] == "apt-cache":
            return subprocess.CompletedProcess(command, 0, b"Package: x" if command[-1] in self.offered else b"")
        words = [word for word in command if not word.startswith("-") and "::" not in word]
        self.done.append(" ".join(words))
        self.held.append(self.policy.exists())
        stdout.write("Reading package lists…\n\nE: Unable to fetch some archives\n")
        return subprocess.CompletedProcess(command, self.code)


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Debian:
    found = Debian(tmp_path / "policy-rc.d")
    monkeypatch.setattr(packages, "POLICY", found.policy)
    monkeypatch.setattr(packages, "SYSTEMD", tmp_path / "systemd")
    monkeypatch.setattr(subprocess, "run", found.run)
    return found


def test_the_lists_are_read_first_and_each_step_shows_its_seconds(
    debian: Debian, capsys: pytest.CaptureFixture[str]
) -> None:
    install(["docker.io", "iptables"])

    assert debian.done == ["apt-get update", "apt-get install docker.io iptables"]
    shown = capsys.readouterr().err
    assert "packages: apt-get update … 0.0 s\npackages: installing docker.io, iptables … 0.0 s\n" in shown
    assert "Reading package lists" not in shown


def test_of_alternatives_the_first_that_is_offered_is_taken_and_none_twice(debian: Debian) -> None:
    install(["docker.io", "docker-cli | docker.io", "docker-compose-v2 | docker-compose"])

    assert debian.done[-1] == "apt-get install docker.io docker-compose"


def test_a_failure_shows_the_end_of_apts_output(debian: Debian) -> None:
    debian.code = 100

    with pytest.raises(UserError) as caught:
        install(["docker.io"])

    assert caught.value.expected == "apt-get update to succeed"
    assert caught.value.found.endswith("E: Unable to fetch some archives")


class TestServices:
    """Debian starts a service when its package is installed."""

    def test_without_a_service_manager_none_is_started(self, debian: Debian) -> None:
        install(["docker.io"])

        assert debian.held == [False, True]
        assert not debian.policy.exists()

    def test_the_hold_ends_when_the_install_fails(self, debian: Debian, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(packages, "_apt_get", lambda *words: 1 / ("update" in words))

        with pytest.raises(ZeroDivisionError):
            install(["docker.io"])

        assert not debian.policy.exists()

    def test_systemd_starts_it(self, debian: Debian, tmp_path: Path) -> None:
        (tmp_path / "systemd").mkdir()

        install(["docker.io"])

        assert debian.held == [False, False]

    def test_the_machines_own_policy_stays(self, debian: Debian) -> None:
        debian.policy.write_text("mine")

        install(["docker.io"])

        assert debian.policy.read_text() == "mine"


@pytest.mark.parametrize(
    ("debian_root", "agrees", "installed"),
    [(True, True, True), (True, False, False), (False, True, False)],
    ids=["with consent", "without consent", "no root or no Debian"],
)
def test_packages_are_offered_and_installed_with_consent_alone(
    debian: Debian, monkeypatch: pytest.MonkeyPatch, debian_root: bool, agrees: bool, installed: bool
) -> None:
    monkeypatch.setattr(packages, "can_install", lambda: debian_root)
    monkeypatch.setattr(packages, "confirm", lambda *given: agrees and given == ("docker.io?", False))

    assert packages.offer("docker.io?", ["docker.io"], assume_yes=False) is installed
    assert bool(debian.done) is installed
