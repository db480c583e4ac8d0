"""Docker on a machine that has none: installed where that may be, started where it is, else the reason and the cure."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from castmatch.bootstrap import docker_setup
from castmatch.bootstrap.docker_setup import ensure_compose, ensure_engine
from castmatch.compose.run import cli
from castmatch.docker_engine.client import why_no_engine
from castmatch.errors import UserError

pytestmark = pytest.mark.requirement("R13")


@dataclass
class Machine:
    """Debian with root and nothing on it, whose user agrees to nothing but what he is told to."""

    answers: bool = False
    installed: bool = False
    debian_root: bool = True
    compose: bool = False
    agrees: bool = False
    done: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def engine(self) -> None:
        if not self.answers:
            raise why_no_engine("Connection refused", self.installed)

    def confirm(self, question: str, yes: bool) -> bool:
        self.asked.append(question)
        return yes or self.agrees

    def install(self, wishes: tuple[str, ...]) -> None:
        self.compose = self.compose or any("docker-compose" in options for options in wishes)
        self.done.append("install " + ", ".join(options.split(" | ")[-1] for options in wishes))

    def start(self) -> None:
        self.done.append("start")

    def which(self, program: str) -> str | None:
        return f"/usr/sbin/{program}" if self.installed else None

    def find(self) -> tuple[str, ...] | None:
        return ("docker-compose",) if self.compose else None


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    found = Machine()
    cli.compose.cache_clear()
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(docker_setup, "engine", found.engine)
    monkeypatch.setattr(docker_setup, "can_install", lambda: found.debian_root)
    monkeypatch.setattr(docker_setup, "confirm", found.confirm)
    monkeypatch.setattr(docker_setup, "install", found.install)
    monkeypatch.setattr(docker_setup, "start_engine", found.start)
    monkeypatch.setattr(docker_setup, "find", found.find)
    monkeypatch.setattr(cli, "find", found.find)
    monkeypatch.setattr(shutil, "which", found.which)
    yield found
    cli.compose.cache_clear()


def test_an_engine_that_answers_is_left_alone(machine: Machine) -> None:
    machine.answers = True

    ensure_engine(yes=True)

    assert machine.done == machine.asked == []


def test_on_a_bare_machine_engine_and_compose_are_installed_and_started(machine: Machine) -> None:
    ensure_engine(yes=True)

    assert machine.done == ["install docker.io, docker.io, iptables, docker-compose", "start"]
    assert machine.asked == ["No Docker Engine here: install docker.io and docker-compose from Debian's packages?"]


def test_a_compose_that_is_there_is_kept(machine: Machine) -> None:
    machine.compose = machine.agrees = True

    ensure_engine(yes=False)

    assert machine.done == ["install docker.io, docker.io, iptables", "start"]


def test_without_consent_nothing_is_done_and_the_next_command_is_told(machine: Machine) -> None:
    with pytest.raises(UserError) as caught:
        ensure_engine(yes=False)

    assert machine.done == []
    assert caught.value.found == "no docker program on PATH"
    assert caught.value.next_step.startswith("make up YES=1 installs Debian's own; or install Docker Engine")


def test_an_engine_that_is_installed_is_started_without_a_question(machine: Machine) -> None:
    machine.installed = True

    ensure_engine(yes=False)

    assert machine.done == ["start"]
    assert machine.asked == []


@pytest.mark.parametrize("reason", ["no root or no Debian", "another machine's Engine"])
def test_where_it_is_not_ours_to_mend_the_reason_is_told(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    machine.debian_root = reason != "no root or no Debian"
    if reason == "another machine's Engine":
        monkeypatch.setenv("DOCKER_HOST", "ssh://build")

    with pytest.raises(UserError, match="a running Docker Engine that you may use"):
        ensure_engine(yes=True)

    assert machine.done == machine.asked == []


class TestCompose:
    """Where an Engine came without it."""

    def test_one_that_runs_is_enough(self, machine: Machine) -> None:
        machine.compose = True

        ensure_compose(yes=True)

        assert machine.done == machine.asked == []

    def test_a_missing_one_is_installed_with_consent(self, machine: Machine) -> None:
        machine.agrees = True

        ensure_compose(yes=False)

        assert machine.done == ["install docker-compose"]

    @pytest.mark.parametrize("debian_root", [True, False])
    def test_else_it_is_told_how_to_get_it(self, machine: Machine, debian_root: bool) -> None:
        machine.debian_root = debian_root

        with pytest.raises(UserError, match="apt-get install docker-compose"):
            ensure_compose(yes=not debian_root)

        assert machine.done == []
