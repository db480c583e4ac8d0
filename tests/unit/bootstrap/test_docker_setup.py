"""Docker on a machine that has none: installed with consent, started where it is, else the reason and the fix."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from castmatch.bootstrap.docker_setup import Steps, ensure_compose, ensure_engine
from castmatch.docker_engine.client import why_no_engine
from castmatch.errors import UserError

pytestmark = pytest.mark.requirement("R13")

NO_COMPOSE = UserError("Docker Compose (2, or 1.29)", "none answers", "apt-get install docker-compose")


@dataclass
class Machine:
    """Debian with root and nothing on it, whose user agrees only to what `yes` says."""

    answers: bool = False
    installed: bool = False
    debian_root: bool = True
    has_compose: bool = False
    done: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def steps(self) -> Steps:
        return Steps(
            engine=self.engine,
            compose=self.compose,
            dockerd=lambda: "/usr/sbin/dockerd" if self.installed else None,
            can_install=lambda: self.debian_root,
            offer=self.offer,
            start_engine=lambda: self.done.append("start"),
        )

    def engine(self) -> None:
        if not self.answers:
            raise why_no_engine("Connection refused", self.installed)

    def compose(self) -> None:
        if not self.has_compose:
            raise NO_COMPOSE

    def offer(self, question: str, packages: Sequence[str], yes: bool) -> bool:
        self.asked.append(question)
        agreed = yes and self.debian_root
        if agreed:
            self.has_compose = self.has_compose or any("docker-compose" in names for names in packages)
            self.done.append("install " + ", ".join(names.split(" | ")[-1] for names in packages))
        return agreed


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    return Machine()


class TestEngine:
    def test_one_that_answers_is_left_alone(self, machine: Machine) -> None:
        machine.answers = True

        ensure_engine(True, machine.steps)

        assert machine.done == machine.asked == []

    def test_on_a_bare_machine_engine_and_compose_are_installed_and_started(self, machine: Machine) -> None:
        ensure_engine(True, machine.steps)

        assert machine.done == ["install docker.io, docker.io, iptables, docker-compose", "start"]
        assert machine.asked == ["No Docker Engine here: install docker.io and docker-compose from Debian's packages?"]

    def test_a_compose_that_is_here_is_kept(self, machine: Machine) -> None:
        machine.has_compose = True

        ensure_engine(True, machine.steps)

        assert machine.done == ["install docker.io, docker.io, iptables", "start"]

    def test_without_consent_nothing_is_done_and_the_error_names_the_next_command(self, machine: Machine) -> None:
        with pytest.raises(UserError) as caught:
            ensure_engine(False, machine.steps)

        assert machine.done == []
        assert caught.value.found == "no docker program on PATH"
        assert caught.value.next_step.startswith("make up YES=1 installs Debian's own; or install Docker Engine")

    def test_one_that_is_installed_is_started_without_a_question(self, machine: Machine) -> None:
        machine.installed = True

        ensure_engine(False, machine.steps)

        assert machine.done == ["start"]
        assert machine.asked == []

    @pytest.mark.parametrize("reason", ["no root or no Debian", "another machine's Engine"])
    def test_where_it_is_not_ours_to_start_the_error_says_why_none_answers(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch, reason: str
    ) -> None:
        machine.debian_root = reason != "no root or no Debian"
        if reason == "another machine's Engine":
            monkeypatch.setenv("DOCKER_HOST", "ssh://build")

        with pytest.raises(UserError, match="a running Docker Engine that you may use"):
            ensure_engine(True, machine.steps)

        assert machine.done == machine.asked == []


class TestCompose:
    """Where an Engine came without it."""

    def test_one_that_runs_is_enough(self, machine: Machine) -> None:
        machine.has_compose = True

        ensure_compose(True, machine.steps)

        assert machine.done == machine.asked == []

    def test_a_missing_one_is_installed_with_consent(self, machine: Machine) -> None:
        ensure_compose(True, machine.steps)

        assert machine.done == ["install docker-compose"]

    @pytest.mark.parametrize("debian_root", [True, False])
    def test_else_the_error_says_how_to_get_it(self, machine: Machine, debian_root: bool) -> None:
        machine.debian_root = debian_root

        with pytest.raises(UserError, match="apt-get install docker-compose"):
            ensure_compose(not debian_root, machine.steps)

        assert machine.done == []
