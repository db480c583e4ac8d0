"""The apps of a throw-away stack are proven beside the preview, and only what the report tells of is waited for."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from castmatch.docker_engine.containers import MISSING, ContainerState
from castmatch.preview.ephemeral import proofs
from castmatch.preview.ephemeral.proofs import proving
from castmatch.probes.result import Probe, ProbeResult

pytestmark = pytest.mark.requirement("R17")

WITHIN = 60.0  # seconds; nothing here waits that long


def proof(service: str, seconds: float | None = None) -> dict[str, Any]:
    """One in the state: proven by the stack's own `up`, or not yet."""
    container = f"castmatch-preview-0123abcd-{service}"
    told = {"service": service, "kind": "http", "target": f"http://{service}", "container": container}
    return {"type": "castmatch:Ready", "outputs": {**told, "within": WITHIN, "seconds": seconds}}


STATE = {"deployment": {"resources": [proof("postgres", 2.9), proof("ai"), proof("frontend")]}}


@dataclass
class Machine:
    """Which services answer, how the containers are, and who was asked."""

    ready: set[str] = field(default_factory=set)
    state: ContainerState = field(default_factory=lambda: ContainerState("running"))
    asked: set[str] = field(default_factory=set)
    looked: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    made = Machine()

    def make_probe(_kind: str, target: str) -> Probe:
        service = target.removeprefix("http://")

        def probe() -> ProbeResult:
            made.asked.add(service)
            made.looked.set()
            return ProbeResult(service in made.ready, "Connection refused", 0.1)

        return probe

    monkeypatch.setattr(proofs, "make_probe", make_probe)
    monkeypatch.setattr(proofs, "container_state", lambda _name: made.state)
    monkeypatch.setattr(proofs, "seconds_since_start", lambda _name: 4.26)
    yield made
    made.state = MISSING  # nothing waits any more


def test_what_is_proven_already_is_not_asked_again(machine: Machine) -> None:
    machine.ready = {"ai", "frontend"}

    with proving(lambda: STATE) as under_way:
        found = under_way.of(["postgres", "ai", "frontend"])

    assert found.seconds == {"ai": 4.3, "frontend": 4.3}
    assert machine.asked == {"ai", "frontend"}


def test_nobody_waits_for_a_service_that_is_not_told_of(machine: Machine) -> None:
    machine.ready = {"ai"}

    with proving(lambda: STATE) as under_way:
        assert under_way.of(["ai"]).seconds == {"ai": 4.3}
        assert under_way.state() == STATE


def test_one_that_cannot_become_ready_is_told_in_a_line(machine: Machine) -> None:
    machine.ready, machine.state = {"frontend"}, ContainerState("exited", exit_code=1)

    with proving(lambda: STATE) as under_way:
        found = under_way.of(["ai", "frontend"])

    assert found.failed == {"ai": "its container exited with code 1"}
    assert found.seconds == {"frontend": 4.3}


def test_a_preview_that_fails_waits_for_no_proof(machine: Machine) -> None:
    """The containers are removed next, and that ends the waits."""

    def interrupted() -> None:
        with proving(lambda: STATE):
            assert machine.looked.wait(10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()


def test_a_state_that_cannot_be_told_is_an_error_of_the_preview(machine: Machine) -> None:
    def fail() -> dict[str, Any]:
        raise OSError("no pulumi")

    with proving(fail) as under_way, pytest.raises(OSError, match="no pulumi"):
        under_way.of(["ai"])
