"""The proof of readiness looks again on every `up` and preview; a service that is down never breaks a preview."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pytest

from castmatch.declared.model import Declared
from castmatch.docker_engine.containers import ContainerState
from castmatch.errors import UserError
from castmatch.probes import container as watch
from castmatch.probes.result import ProbeResult
from castmatch.stack.model import CONTAINERS
from components import ready
from components.ready import READY, ReadyProvider

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

    @pytest.mark.requirement("R17")
    def test_in_a_throw_away_stack_nobody_looks_again(self, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its services were proven a moment ago. That they are slow now is no change of a pull request's."""
        monkeypatch.setenv("CASTMATCH_PREVIEW", "preview-0123abcd")
        machine.found = DOWN

        assert diff().changes is False
        assert diff(target="another").changes is True
        assert machine.timeouts == []

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

    @pytest.mark.requirement("R17")
    @pytest.mark.parametrize(("kind", "seconds"), [("postgres", 4.3), ("redis", 4.3), ("http", None)])
    def test_in_a_throw_away_stack_an_app_is_proven_by_who_previews(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch, kind: str, seconds: float | None
    ) -> None:
        """Roles wait for PostgreSQL's proof, and who is given Redis's URL for that one; nobody for an app's."""
        monkeypatch.setenv("CASTMATCH_PREVIEW", "preview-0123abcd")
        monkeypatch.setitem(PROPS, "kind", kind)

        assert ReadyProvider().create(dict(PROPS)).outs == {**PROPS, "seconds": seconds}
        assert len(machine.timeouts) == (0 if seconds is None else 1)

    @pytest.mark.requirement("R15")
    @pytest.mark.parametrize("status", ["exited", "restarting"])
    def test_a_container_that_stopped_or_backs_off_is_started_at_once(self, machine: Machine, status: str) -> None:
        machine.state = ContainerState(status)

        update(olds=OUTS)

        assert machine.restarted == ["castmatch-dev-redis"]

    def test_a_container_that_runs_is_left_running(self, machine: Machine) -> None:
        update(olds=OUTS)

        assert machine.restarted == []


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
