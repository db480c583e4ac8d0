"""What Docker says of real containers: running, ended, crashing, unhealthy, out of memory, gone."""

import time
from collections.abc import Callable

import pytest
from docker.models.containers import Container

from castmatch.docker_engine.containers import (
    MISSING,
    ContainerState,
    container_state,
    last_lines,
    restart_now,
    seconds_since_start,
)
from castmatch.errors import UserError
from castmatch.probes.container import watch
from castmatch.probes.result import ProbeResult
from castmatch.probes.wait import until_ready
from tests.conftest import RunContainer

pytestmark = [pytest.mark.integration, pytest.mark.docker]

Shell = Callable[..., Container]


@pytest.fixture(scope="module")
def shell(run_container: RunContainer, redis_image: str) -> Shell:
    """A container that runs a shell script: `shell("exit 3", restart_policy=…)`."""

    def run(script: str, **options: object) -> Container:
        return run_container(redis_image, entrypoint=["sh", "-c", script], **options)

    return run


def test_a_running_container_runs_without_restarts(shell: Shell) -> None:
    container = shell("sleep 60")

    assert container_state(str(container.name)) == ContainerState("running")
    assert 0 <= seconds_since_start(str(container.name)) < 30


def test_an_ended_container_has_its_code_and_its_last_lines(shell: Shell) -> None:
    container = shell("echo one; sleep 0.1; echo two >&2; sleep 0.1; echo three; exit 3")
    name = str(container.name)

    assert eventually(name, lambda state: state.status == "exited").exit_code == 3
    assert last_lines(name) == ["one", "two", "three"]
    assert last_lines(name, 1) == ["three"]


def test_a_container_that_crashes_again_and_again_is_counted(shell: Shell) -> None:
    name = str(shell("exit 1", restart_policy={"Name": "always"}).name)

    found = eventually(name, lambda state: state.restarts >= 2 and state.status == "restarting")

    assert found.exit_code == 1


@pytest.mark.timed
def test_a_container_in_restart_backoff_can_be_started_at_once(shell: Shell) -> None:
    """Docker itself doubles its pauses up to a minute: here the next would last more than three seconds."""
    until_the_seventh_start = 'echo x >> /starts; [ "$(wc -l < /starts)" -lt 7 ] && exit 1; sleep 60'
    name = str(shell(until_the_seventh_start, restart_policy={"Name": "always"}).name)
    eventually(name, lambda state: state.restarts == 5 and state.status == "restarting")

    began = time.monotonic()
    restart_now(name)

    assert eventually(name, lambda state: state.status == "running").exit_code == 0
    assert time.monotonic() - began < 2.5


def test_an_unhealthy_container_still_runs(shell: Shell) -> None:
    check = {"test": ["CMD", "false"], "interval": 200_000_000, "timeout": 1_000_000_000, "retries": 1}
    name = str(shell("sleep 60", healthcheck=check).name)

    assert eventually(name, lambda state: state.health == "unhealthy").status == "running"


@pytest.mark.requirement("R11")
def test_a_container_beyond_its_memory_limit_is_said_to_be(shell: Shell) -> None:
    greedy = "x=aaaaaaaaaaaaaaaa; while :; do x=$x$x; done"
    name = str(shell(greedy, mem_limit="16m", memswap_limit="16m").name)

    found = eventually(name, lambda state: state.status == "exited")

    assert (found.out_of_memory, found.exit_code) == (True, 137)


def test_a_container_that_is_gone_is_missing_and_has_no_lines(shell: Shell) -> None:
    container = shell("exit 0")
    container.wait()
    assert container_state(str(container.id)) == ContainerState("exited")

    assert container_state("castmatch-test-there-is-none") == MISSING
    assert last_lines("castmatch-test-there-is-none") == []


@pytest.mark.timed
@pytest.mark.requirement("R13")
def test_a_wait_ends_with_the_container_and_tells_its_last_lines(shell: Shell) -> None:
    name = str(shell("echo starting; sleep 0.3; echo 'cannot go on' >&2; exit 7").name)
    watched = watch(name, print)
    began = time.monotonic()

    with pytest.raises(UserError) as caught:
        until_ready("backend", "200", lambda: ProbeResult(False, "refused", 0.1), watched, within=120)

    assert time.monotonic() - began < 10
    assert "its container exited with code 7" in caught.value.found
    assert "| cannot go on" in caught.value.found


def eventually(name: str, expected: Callable[[ContainerState], bool]) -> ContainerState:
    """The container's state as soon as it is as expected; fails after 30 s."""
    deadline = time.monotonic() + 30
    while not expected(state := container_state(name)):
        assert time.monotonic() < deadline, f"{name} is still {state}"
        time.sleep(0.05)
    return state
