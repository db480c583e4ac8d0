"""Proof after Compose: the same probes as Pulumi's, and each role's step ends well or with its own error."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from docker.errors import NotFound

from castmatch.compose.run import prove as module
from castmatch.compose.run.prove import failed_steps, prove
from castmatch.docker_engine.containers import MISSING, ContainerState
from castmatch.errors import UserError
from tests.unit.compose.run.projects import project, proof
from tests.unit.conftest import FakeEngine

RUNNING, DONE = ContainerState("running"), ContainerState("exited")
STEP = "castmatch-dev-role"

pytestmark = pytest.mark.requirement("R13")


@dataclass
class Machine:
    """A Docker API: containers by name, each with the states in which it is found one after the other."""

    states: dict[str, list[ContainerState]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    age: float = 1000.0  # seconds since a container's start
    probed: list[tuple[str, str]] = field(default_factory=list)
    restarted: list[str] = field(default_factory=list)

    def inspect_container(self, name: str) -> dict[str, Any]:
        found = self.states.get(name, [RUNNING])
        state = found.pop(0) if len(found) > 1 else found[0]
        if state == MISSING:
            raise NotFound(name)
        started = (datetime.now(UTC) - timedelta(seconds=self.age)).isoformat()
        facts = {"Status": state.status, "ExitCode": state.exit_code, "OOMKilled": False, "StartedAt": started}
        return {"State": facts, "RestartCount": 0}

    def logs(self, _name: str, **_: object) -> bytes:
        return "\n".join(self.lines).encode()

    def restart(self, name: str, **_: object) -> None:
        self.restarted.append(name)

    def until_ready(self, service: str, _expected: str, probe: tuple[str, str], *_: object) -> SimpleNamespace:
        self.probed.append((service, probe[1]))
        return SimpleNamespace(seconds=0.2)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, fake_engine: FakeEngine) -> Machine:
    found = Machine()
    fake_engine(found)
    monkeypatch.setattr(module, "until_ready", found.until_ready)
    monkeypatch.setattr(module, "make_probe", lambda kind, target: (kind, target))
    return found


class TestServices:
    def test_each_is_probed_in_order_with_its_password_filled_in(self, machine: Machine) -> None:
        made = project(proofs=(proof("postgres", "postgresql://a:password-of-a@h/d"), proof("redis", "x")))

        prove(made, {"password-of-a": "real"}, time.monotonic())

        assert machine.probed == [("postgres", "postgresql://a:real@h/d"), ("redis", "x")]

    def test_one_that_this_run_started_is_timed_from_its_start(self, machine: Machine) -> None:
        machine.age = 3.14

        assert prove(project(), {}, time.monotonic() - 10) == {"backend": 3.1, "guardian": 3.1}

    @pytest.mark.usefixtures("machine")
    def test_one_that_ran_before_is_timed_from_now(self) -> None:
        assert prove(project(), {}, time.monotonic()) == {"backend": 0.2, "guardian": 0.2}

    @pytest.mark.requirement("R15")
    def test_one_in_dockers_restart_backoff_is_started_at_once(self, machine: Machine) -> None:
        machine.states["castmatch-dev-backend"] = [ContainerState("restarting")]

        prove(project(), {}, time.monotonic())

        assert machine.restarted == ["castmatch-dev-backend"]


@pytest.mark.requirement("R07")
class TestSteps:
    def test_one_that_ended_well_is_no_failure(self, machine: Machine) -> None:
        machine.states[STEP] = [DONE]

        assert failed_steps(project()) == []

    def test_one_that_still_runs_is_waited_for(self, machine: Machine) -> None:
        machine.states[STEP] = [RUNNING, RUNNING, DONE]

        assert failed_steps(project()) == []

    def test_one_that_never_ends_is_given_up(self, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "STEP_SECONDS", 0.0)
        machine.states[STEP] = [RUNNING]

        (failure,) = failed_steps(project())

        assert failure.role == "castmatch_user"
        assert failure.error.found == "it is running"

    def test_its_own_error_is_reported(self, machine: Machine) -> None:
        own = UserError("role a in its declared state", "no\n          more space", "free some")
        machine.states[STEP] = [ContainerState("exited", 1)]
        machine.lines = ["role a: create it", "expected  an earlier try", *str(own).splitlines()]

        (failure,) = failed_steps(project())

        assert str(failure.error) == str(own)

    def test_one_without_an_error_is_reported_with_its_log_lines(self, machine: Machine) -> None:
        machine.states[STEP] = [ContainerState("exited", 137)]
        machine.lines = ["Traceback", "MemoryError"]

        (failure,) = failed_steps(project())

        assert "castmatch-dev-role to reconcile its role" in failure.error.expected
        assert "MemoryError" in failure.error.found

    @pytest.mark.parametrize("state", [MISSING, ContainerState("created")], ids=["missing", "never started"])
    def test_one_that_compose_did_not_come_to_is_no_cause(self, machine: Machine, state: ContainerState) -> None:
        """A port was taken, say: Compose has printed that itself."""
        machine.states[STEP] = [state]

        assert failed_steps(project()) == []

    def test_all_are_reported_in_the_order_of_the_steps(self, machine: Machine) -> None:
        steps = {role: f"castmatch-dev-{role}" for role in ("staff", "castmatch_user", "a_reader")}
        machine.states = {"castmatch-dev-staff": [ContainerState("exited", 1)], "castmatch-dev-a_reader": [DONE]}
        machine.states["castmatch-dev-castmatch_user"] = [ContainerState("created")]

        assert [failure.role for failure in failed_steps(project(role_steps=steps))] == ["staff", "castmatch_user"]
