"""A wait ends when the probe succeeds, or as soon as it is certain that it never will."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import TypeVar

import pytest

from castmatch.docker_engine.containers import MISSING, ContainerState
from castmatch.errors import UserError
from castmatch.probes import wait
from castmatch.probes.result import ProbeResult
from castmatch.probes.wait import Waited, Watched, certain_failure, until_ready

Item = TypeVar("Item")
STARTING = ContainerState("running", health="starting")
NOT_YET = ProbeResult(False, "connection refused", 0.4)
READY = ProbeResult(True, "200", 3.0)


@dataclass
class Clock:
    """Time that passes only while somebody sleeps."""

    now: float = 100.0
    pauses: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


@dataclass
class Scene:
    """One wait: what the probe finds and how the container is, look by look; the last of each stays."""

    probes: list[ProbeResult]
    states: list[ContainerState] = field(default_factory=lambda: [STARTING])
    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    within: float = 60

    def play(self) -> Waited:
        probes, states = staying(self.probes), staying(self.states)
        watched = Watched("castmatch-dev-backend", lambda: next(states), lambda: self.lines, self.notes.append)
        return until_ready("backend", "200 from its health endpoint", lambda: next(probes), watched, self.within)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(wait, "time", made)
    return made


def staying(items: list[Item]) -> Iterator[Item]:
    return chain(items, repeat(items[-1]))


class TestSuccess:
    def test_a_service_that_is_ready_costs_no_pause(self, clock: Clock) -> None:
        assert Scene([READY]).play() == Waited(READY, 0.0)
        assert clock.pauses == []

    def test_a_service_that_becomes_ready_is_seen_within_half_a_second(self, clock: Clock) -> None:
        waited = Scene([NOT_YET] * 30 + [READY]).play()

        assert waited == Waited(READY, round(clock.now - 100, 2))
        assert clock.pauses[0] == wait.FIRST_PAUSE
        assert clock.pauses == sorted(clock.pauses)
        assert max(clock.pauses) == wait.LONGEST_PAUSE

    def test_the_probe_has_the_first_word(self) -> None:
        """A service that answers is ready, whatever Docker's calmer check still says."""
        assert Scene([READY], [ContainerState("running", health="unhealthy")]).play().result is READY


@pytest.mark.requirement("R13")
class TestCertainFailure:
    @pytest.mark.parametrize(
        ("state", "cause"),
        [
            (ContainerState("exited", exit_code=1), "its container exited with code 1"),
            (ContainerState("dead", exit_code=0), "its container exited with code 0"),
            (MISSING, "its container does not exist"),
            (ContainerState("paused"), "its container is paused"),
            (
                ContainerState("restarting", exit_code=3, restarts=1),
                "its container crashed (exit code 3) and Docker restarts it",
            ),
            (ContainerState("running", restarts=1), "its container crashed (exit code 0) and Docker restarts it"),
            (ContainerState("running", health="unhealthy"), "Docker's health check says unhealthy"),
            (
                ContainerState("exited", exit_code=137, out_of_memory=True),
                "its container exited with code 137, killed for using more than its memory limit",
            ),
        ],
        ids=["exited", "dead", "missing", "paused", "restarting", "restarted", "unhealthy", "out of memory"],
    )
    def test_the_wait_ends_at_once_with_the_cause(self, clock: Clock, state: ContainerState, cause: str) -> None:
        scene = Scene([NOT_YET], [STARTING, STARTING, state], lines=["the last line"], within=600)

        with pytest.raises(UserError) as caught:
            scene.play()

        assert caught.value.found.startswith(f"{cause}\n")
        assert clock.now - 100 < 1

    def test_the_error_has_the_services_last_lines_and_the_next_command(self) -> None:
        scene = Scene([NOT_YET], [STARTING, ContainerState("exited", exit_code=1)])
        scene.lines = ["TypeError: talent is not iterable", "Node.js v24"]

        with pytest.raises(UserError) as caught:
            scene.play()

        assert caught.value.expected == "backend: 200 from its health endpoint"
        assert caught.value.found.endswith(
            "last log lines of castmatch-dev-backend:"
            "\n          | TypeError: talent is not iterable\n          | Node.js v24"
        )
        assert caught.value.next_step == "docker logs castmatch-dev-backend, fix the cause, then run: make up"

    def test_a_cause_that_the_lines_name_has_a_cure_of_its_own(self) -> None:
        scene = Scene([NOT_YET], [STARTING, ContainerState("exited", exit_code=1)])
        scene.lines = ["Error: Cannot find module 'express'"]

        with pytest.raises(UserError) as caught:
            scene.play()

        assert caught.value.next_step.startswith("install express in the checkout")

    def test_lines_that_arrive_a_moment_after_the_end_are_waited_for(self, clock: Clock) -> None:
        late = staying([[], ["Killed"]])
        watched = Watched("castmatch-dev-backend", lambda: MISSING, lambda: next(late), print)

        with pytest.raises(UserError, match=r"\| Killed"):
            until_ready("backend", "200", lambda: NOT_YET, watched, within=600)

        assert clock.now - 100 < 2

    def test_a_container_that_printed_nothing_is_said_to_have(self) -> None:
        with pytest.raises(UserError, match="last log lines of castmatch-dev-backend: none"):
            Scene([NOT_YET], [MISSING]).play()


class TestWhatProvesNothing:
    """What was there before the wait began says nothing about this start."""

    @pytest.mark.parametrize(
        "state",
        [
            ContainerState("running", restarts=7),
            ContainerState("running", health="unhealthy"),
            ContainerState("created"),
            ContainerState("running", health="healthy"),
        ],
        ids=["old restarts", "an old unhealthy", "not started yet", "healthy"],
    )
    def test_the_wait_goes_on(self, state: ContainerState) -> None:
        assert Scene([NOT_YET, NOT_YET, READY], [state]).play().result is READY

    def test_one_more_restart_than_before_is_a_crash(self) -> None:
        before, now = ContainerState("running", restarts=7), ContainerState("running", restarts=8)

        assert certain_failure(before, before) is None
        assert "crashed" in str(certain_failure(before, now))


class TestTimeout:
    @pytest.mark.requirement("R13")
    def test_time_runs_out_with_what_the_last_probe_found(self, clock: Clock) -> None:
        with pytest.raises(UserError) as caught:
            Scene([NOT_YET], lines=["listening"], within=2.5).play()

        assert caught.value.found.startswith("not ready after 2.5 s: connection refused\n")
        assert 2.5 < clock.now - 100 < 3.1

    def test_a_note_every_few_seconds_says_what_is_waited_for(self) -> None:
        scene = Scene([NOT_YET], within=17)

        with pytest.raises(UserError):
            scene.play()

        assert scene.notes == [
            f"backend: waiting {seconds} s for 200 from its health endpoint (connection refused)"
            for seconds in (5, 10, 15)
        ]

    def test_a_quick_start_needs_no_note(self) -> None:
        scene = Scene([NOT_YET] * 8 + [READY])

        scene.play()

        assert scene.notes == []
