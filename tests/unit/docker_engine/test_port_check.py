"""A stack never starts on a port that another program holds, and names it."""

import time
from dataclasses import dataclass, field

import pytest

from castmatch.docker_engine import port_check
from castmatch.docker_engine.port_check import check_ports, foreign_holder
from castmatch.errors import UserError
from castmatch.stack.model import StackConfig


@dataclass
class Machine:
    """Who listens where; `ends` are the ports that a process gives back when it is looked at again."""

    containers: dict[int, str] = field(default_factory=dict)
    processes: dict[int, str | None] = field(default_factory=dict)
    ends: set[int] = field(default_factory=set)

    def wait(self, _seconds: float) -> None:
        self.processes = {port: process for port, process in self.processes.items() if port not in self.ends}


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    holders = Machine()
    monkeypatch.setattr(port_check, "is_free", lambda port: port not in {**holders.containers, **holders.processes})
    monkeypatch.setattr(port_check, "container_at", lambda port: holders.containers.get(port))
    monkeypatch.setattr(port_check, "process_at", lambda port: holders.processes.get(port))
    monkeypatch.setattr(time, "sleep", holders.wait)
    return holders


def test_free_ports_are_accepted(machine: Machine) -> None:
    check_ports(StackConfig(), "dev")


@pytest.mark.requirement("R14")
def test_a_stacks_own_containers_may_hold_its_ports(machine: Machine) -> None:
    machine.containers = {5432: "castmatch-dev-postgres", 5002: "castmatch-dev-backend"}

    check_ports(StackConfig(), "dev")


@pytest.mark.requirement("R19")
def test_a_process_on_the_port_is_named_with_the_fix(machine: Machine) -> None:
    machine.processes = {5432: "postgres (pid 812)"}

    with pytest.raises(UserError) as caught:
        check_ports(StackConfig(), "dev")

    assert caught.value.expected == "port 5432 of 127.0.0.1 to be free for postgres of stack dev"
    assert caught.value.found == "process postgres (pid 812) holds it"
    assert caught.value.next_step == ("stop it, or choose other ports: castmatch:portOffset in Pulumi.dev.yaml")


@pytest.mark.requirement("R18")
def test_another_stacks_container_is_named_with_the_command_that_stops_it(machine: Machine) -> None:
    machine.containers = {6379: "castmatch-anna-redis"}

    with pytest.raises(UserError) as caught:
        check_ports(StackConfig(), "dev")

    assert caught.value.found == "container castmatch-anna-redis holds it"
    assert caught.value.next_step.startswith("docker stop castmatch-anna-redis, or choose other ports")


def test_another_service_of_the_same_stack_is_a_stranger_on_this_port(machine: Machine) -> None:
    machine.containers = {5432: "castmatch-dev-redis"}

    assert foreign_holder(5432, "castmatch-dev-postgres") == "container castmatch-dev-redis"


def test_a_holder_that_linux_does_not_name_is_described(machine: Machine) -> None:
    machine.processes = {8002: None}

    assert foreign_holder(8002, "castmatch-dev-ai") == "a process of another user or an outgoing connection"


def test_a_holder_that_is_gone_at_the_next_look_is_ignored(machine: Machine) -> None:
    """Docker's proxy of a container that is just ending: Docker does not name the container any more."""
    machine.processes, machine.ends = {5002: "docker-proxy (pid 7)"}, {5002}

    check_ports(StackConfig(), "dev")


def test_the_offset_decides_which_ports_are_looked_at(machine: Machine) -> None:
    machine.processes = {5432: "postgres (pid 812)"}

    check_ports(StackConfig.model_validate({"portOffset": 1000}), "anna")


@pytest.mark.requirement("R16")
def test_a_preview_is_warned_of_every_port_and_never_fails(machine: Machine) -> None:
    machine.processes = {5432: "postgres (pid 812)", 3001: "node (pid 97)"}
    warnings: list[str] = []

    check_ports(StackConfig(), "dev", warn=warnings.append)

    assert warnings == [
        "port 5432 for postgres is held by process postgres (pid 812)",
        "port 3001 for frontend is held by process node (pid 97)",
    ]
