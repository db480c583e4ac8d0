"""The proof of readiness looks again on every `up` and preview; a service that is down never breaks a preview."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pulumi
import pytest

from castmatch.declared.model import Declared
from castmatch.docker_engine.containers import ContainerState
from castmatch.errors import UserError
from castmatch.probes import container as watch
from castmatch.probes.result import ProbeResult
from castmatch.stack.model import CONTAINERS, StackConfig
from components import ready
from components.environment import Environment
from components.ready import READY, ReadyProvider
from tests.unit.components.declared import PROJECT, declare_program

PROPS: dict[str, Any] = {
    "service": "redis",
    "kind": "redis",
    "target": "redis://:a-secret@127.0.0.1:6379/0",
    "container": "castmatch-dev-redis",
    "container_id": "4f2a",
    "within": 120.0,
    "state": READY,
}
OUTS = {**PROPS, "seconds": 1.5}
UNKNOWN = pulumi.output.Unknown()  # type: ignore[no-untyped-call]
UP = ProbeResult(True, "wrote and read a value", 1.0)
DOWN = ProbeResult(False, "Connection refused", 0.3)


@dataclass
class Machine:
    """What the probe finds, how the container is, and what was done to it."""

    found: ProbeResult = UP
    state: ContainerState = field(default_factory=lambda: ContainerState("running"))
    restarted: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    timeouts: list[float] = field(default_factory=list)  # seconds that the probes were given


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()

    def make_probe(kind: str, target: str, timeout: float = 2) -> Callable[[], ProbeResult]:
        assert (kind, target) == (PROPS["kind"], PROPS["target"])
        made.timeouts.append(timeout)
        return lambda: made.found

    monkeypatch.setattr(ready, "make_probe", make_probe)
    for module in (ready, watch):
        monkeypatch.setattr(module, "container_state", lambda _name: made.state)
    monkeypatch.setattr(watch, "last_lines", lambda _name: ["out of memory"])
    monkeypatch.setattr(ready, "restart_now", made.restarted.append)
    monkeypatch.setattr(ready, "seconds_since_start", lambda _name: 4.26)
    monkeypatch.setattr(pulumi.log, "warn", made.warnings.append)
    return made


class TestDiff:
    @pytest.mark.requirement("R14")
    def test_a_service_that_is_still_ready_is_no_change(self, machine: Machine) -> None:
        assert diff().changes is False
        assert machine.warnings == []

    @pytest.mark.requirement("R16")
    def test_a_service_that_is_down_is_a_change_and_a_warning_never_an_error(self, machine: Machine) -> None:
        machine.found = DOWN

        assert diff().changes is True
        assert machine.warnings == ["redis is not ready: Connection refused"]

    @pytest.mark.requirement("R16")
    def test_a_single_look_that_decides_is_a_patient_one(self, machine: Machine) -> None:
        """A page took more than two seconds on a busy machine: a preview reported a service down that was not."""
        diff()
        ReadyProvider().read("castmatch-dev-redis", dict(OUTS))

        assert machine.timeouts == [10, 10]

    @pytest.mark.parametrize("key", PROPS)
    def test_any_changed_input_is_a_change(self, key: str) -> None:
        assert diff(**{key: "another"}).changes is True

    @pytest.mark.requirement("R16")
    @pytest.mark.parametrize("key", ["target", "container_id"])
    def test_an_input_that_preview_does_not_know_yet_is_a_change_and_nobody_is_asked(
        self, monkeypatch: pytest.MonkeyPatch, key: str
    ) -> None:
        monkeypatch.setattr(ready, "make_probe", lambda *_: pytest.fail("a server about to be replaced was asked"))

        assert diff(**{key: UNKNOWN}).changes is True

    def test_nothing_ever_replaces_a_proof(self, machine: Machine) -> None:
        machine.found = DOWN

        assert not diff(container="another").replaces


class TestRead:
    @pytest.mark.requirement("R16")
    def test_what_is_found_is_reported_as_an_input_so_that_preview_shows_it(self, machine: Machine) -> None:
        machine.found = DOWN

        found = ReadyProvider().read("castmatch-dev-redis", dict(OUTS))

        assert found.id == "castmatch-dev-redis"
        assert found.outs == {**OUTS, "state": "Connection refused"}
        assert found.inputs == {**PROPS, "state": "Connection refused"}

    @pytest.mark.requirement("R14")
    def test_a_service_that_is_ready_reads_back_as_declared(self) -> None:
        found = ReadyProvider().read("castmatch-dev-redis", dict(OUTS))

        assert (found.outs, found.inputs) == (OUTS, PROPS)


class TestCreateAndUpdate:
    def test_a_new_proof_tells_the_seconds_since_the_containers_start(self) -> None:
        created = ReadyProvider().create(dict(PROPS))

        assert created.id == "castmatch-dev-redis"
        assert created.outs == {**PROPS, "seconds": 4.3}

    def test_a_new_container_counts_from_its_start_too(self) -> None:
        assert update(olds={**OUTS, "container_id": "old"})["seconds"] == 4.3

    def test_a_repair_counts_from_when_it_began(self) -> None:
        assert update(olds=OUTS)["seconds"] < 1

    @pytest.mark.requirement("R13")
    def test_a_service_that_cannot_become_ready_ends_it_with_its_last_lines(self, machine: Machine) -> None:
        machine.found, machine.state = DOWN, ContainerState("exited", exit_code=1)

        with pytest.raises(UserError) as caught:
            ReadyProvider().create(dict(PROPS))

        assert "exited with code 1" in caught.value.found
        assert "| out of memory" in caught.value.found
        assert "a-secret" not in str(caught.value)

    @pytest.mark.requirement("R15")
    @pytest.mark.parametrize("status", ["exited", "restarting"])
    def test_a_container_that_stopped_or_backs_off_is_started_at_once(self, machine: Machine, status: str) -> None:
        machine.state = ContainerState(status)

        update(olds=OUTS)

        assert machine.restarted == ["castmatch-dev-redis"]

    def test_a_container_that_runs_is_left_running(self, machine: Machine) -> None:
        update(olds=OUTS)

        assert machine.restarted == []


@pytest.mark.requirement("R17")
class TestNotRequired:
    """In an ephemeral stack: it was brought up a moment ago, to preview something else."""

    PROPS: ClassVar = {**PROPS, "required": False}

    def test_a_service_that_becomes_ready_is_proven_as_elsewhere(self) -> None:
        assert ReadyProvider().create(dict(self.PROPS)).outs == {**self.PROPS, "seconds": 4.3}

    def test_one_that_does_not_is_recorded_with_the_reason_and_a_warning(self, machine: Machine) -> None:
        machine.found, machine.state = DOWN, ContainerState("exited", exit_code=1)

        outs = ReadyProvider().create(dict(self.PROPS)).outs

        reason = "its container exited with code 1"
        assert outs == {**self.PROPS, "seconds": None, "reason": reason}
        assert machine.warnings == [f"redis is not ready: {reason}"]

    def test_the_live_service_is_not_looked_at_again(self, machine: Machine) -> None:
        """How slow it is now is no change of a pull request."""
        machine.found = DOWN
        outs = {**self.PROPS, "seconds": None, "reason": "its container exited with code 1"}

        assert ReadyProvider().diff("id", outs, dict(self.PROPS)).changes is False
        found = ReadyProvider().read("id", outs)
        assert (found.outs, found.inputs) == (outs, self.PROPS)
        assert machine.timeouts == []

    def test_another_input_is_a_change_as_elsewhere(self) -> None:
        assert ReadyProvider().diff("id", dict(self.PROPS), {**self.PROPS, "target": "another"}).changes is True

    def test_going_to_and_from_a_revision_without_this_input_is_no_change(self) -> None:
        assert ReadyProvider().diff("id", dict(OUTS), dict(self.PROPS)).changes is False
        assert ReadyProvider().diff("id", {**OUTS, "required": False}, dict(PROPS)).changes is False

    def test_the_environment_hands_it_to_every_proof(self) -> None:
        ephemeral = declare_program(lambda: Environment("dev", StackConfig(), PROJECT, proofs_required=False))

        assert {proof.inputs["required"] for proof in ephemeral.of_kind("Ready")} == {False}

    def test_elsewhere_the_input_is_left_out(self, dev: Declared) -> None:
        """A stack that was made before this input existed shows no difference."""
        assert not [proof.name for proof in dev.of_kind("Ready") if "required" in proof.inputs]


class TestDeclared:
    @pytest.mark.parametrize("service", CONTAINERS)
    def test_every_container_has_a_proof_with_a_secret_target(self, dev: Declared, service: str) -> None:
        inputs = dev.one("Ready", f"{service}-ready").inputs

        assert inputs["target"] == "secret"
        assert inputs["container"] == f"castmatch-dev-{service}"
        assert inputs["container_id"] == f"{service}-id"
        assert inputs["state"] == READY

    @pytest.mark.requirement("R08")
    def test_each_is_probed_as_its_user_would(self, dev: Declared) -> None:
        kinds = {resource.inputs["service"]: resource.inputs["kind"] for resource in dev.of_kind("Ready")}

        http = dict.fromkeys(["ai", "backend", "frontend", "guardian"], "http")
        assert kinds == {"postgres": "postgres", "redis": "redis", **http}

    def test_how_long_it_may_take_is_a_setting(self, anna: Declared) -> None:
        assert {resource.inputs["within"] for resource in anna.of_kind("Ready")} == {90}

    def test_the_provider_keeps_nothing_that_would_be_pickled(self) -> None:
        assert vars(ReadyProvider()) == {}


def diff(**changes: Any) -> pulumi.dynamic.DiffResult:
    return ReadyProvider().diff("castmatch-dev-redis", dict(OUTS), {**PROPS, **changes})


def update(olds: dict[str, Any]) -> dict[str, Any]:
    outs = ReadyProvider().update("castmatch-dev-redis", dict(olds), dict(PROPS)).outs
    assert outs is not None
    return outs
