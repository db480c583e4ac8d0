"""From Docker Compose to Pulumi and back: containers are replaced once, the data is complete, also after a kill."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import docker
import pytest

from castmatch.stack.model import CONTAINERS
from tests.e2e.compose.differences import unexplained
from tests.e2e.compose.inspected import inspected
from tests.e2e.compose.programs import any_command
from tests.e2e.processes import interrupt
from tests.e2e.stack import Result, Stack
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R20")]

CASTMATCH_UP = (".venv/bin/python", "-m", "castmatch", "up", "--stack")
VIA_COMPOSE = (".venv/bin/python", "-m", "castmatch", "up", "--via", "compose", "--stack")
PULUMI_UP = ("pulumi", "up", "--yes", "--skip-preview", "--suppress-outputs", "--non-interactive", "--stack")


def test_there_and_back_each_container_is_made_once_and_no_row_is_lost(
    composed: Stack, data: Callable[[], bool]
) -> None:
    """A bare `pulumi up` first. While either is at work the other is refused; a second run changes nothing.

    What Pulumi has made and what Compose has made is the same, but for the documented list.
    """
    there, refused_beside_pulumi = _up_beside(composed, PULUMI_UP, _pulumi_holds, _compose_up)
    assert (data(), composed.database_urls()["castmatch_user"].count("castmatch_user")) == (True, 1)
    second, by_pulumi = composed.up(), inspected(composed.name)
    back, refused_beside_compose = _up_beside(composed, VIA_COMPOSE, _compose_holds, _pulumi_up)
    assert data()
    lives, by_compose = _lives(composed), inspected(composed.name)
    composed.compose_up()

    once = dict.fromkeys(CONTAINERS, 1)
    assert (there, back) == (once, once)
    assert not any(word in second.output for word in ("created", "updated", "replaced", "deleted"))
    assert _lives(composed) == lives
    assert unexplained(by_pulumi, by_compose, any_command()) == {}
    # The program holds the stack's own lock too while it takes over.
    _three_lines(refused_beside_pulumi, "no Pulumi at work", "no other run on stack")
    if not _met_what_just_went(refused_beside_compose):
        _three_lines(refused_beside_compose, "no other run on stack")


@pytest.mark.exhaustive
def test_killed_twice_on_the_way_there_the_next_run_ends_right(composed: Stack, data: Callable[[], bool]) -> None:
    """Once when Compose's containers are gone, once when Pulumi has made the database: the second starts from the
    first one's leftovers, and the third from both."""
    _kill(composed, PULUMI_UP, "gone", by_compose=False)
    _kill(composed, CASTMATCH_UP, "postgres", by_compose=False)

    result = composed.castmatch("up")

    assert result.code == 0, result.output
    assert data()
    composed.expect_no_changes()
    composed.compose_up()


@pytest.mark.exhaustive
def test_killed_twice_on_the_way_back_the_next_run_ends_right(composed: Stack, data: Callable[[], bool]) -> None:
    """Once when Pulumi's containers are gone, once when Compose has made the backend."""
    composed.up()
    _kill(composed, VIA_COMPOSE, "gone", by_compose=True)
    _kill(composed, VIA_COMPOSE, "backend", by_compose=True)

    composed.compose_up()

    assert data()


@pytest.mark.timed
def test_the_commands_for_what_runs_work_on_it(composed: Stack) -> None:
    """`services`, `roles` and the drill, whose repair has five seconds."""
    services = json.loads(composed.castmatch("services", "--json").output)
    roles = json.loads(composed.castmatch("roles", "--json").output)
    incident = composed.castmatch("incident", "--rounds", "1", "--json")

    assert services["role"] == {"name": "castmatch_user", "database": "castmatch", "state": "reconciled"}
    assert {role["state"] for role in roles["roles"]} == {"reconciled"}
    assert incident.code == 0, incident.output
    assert json.loads(incident.output)["lost"] == 0


def _compose_up(stack: Stack) -> Result:
    return stack.castmatch("up", "--via", "compose")


def _pulumi_up(stack: Stack) -> Result:
    return stack.pulumi("up", "--yes", "--skip-preview", "--suppress-outputs")


def _up_beside(
    stack: Stack, command: tuple[str, ...], holds: Callable[[Stack], bool], other: Callable[[Stack], Result]
) -> tuple[Counter[str], Result]:
    """Run a command and, once it holds the stack, the other one; how often it made each service, the other's words."""
    with _made(stack) as made:
        process = stack.start(*command, stack.name)
        eventually(lambda: holds(stack), 120, every=0.02)
        refused = other(stack)
        output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    return made, refused


@contextmanager
def _made(stack: Stack) -> Iterator[Counter[str]]:
    """How often Docker makes a container under each service's name; of events past it remembers too few."""
    names = {stack.names.container(name): name for name in CONTAINERS}
    made: Counter[str] = Counter()
    events = docker.from_env().events(filters={"type": "container", "event": "create"}, decode=True)

    def count() -> None:
        for event in events:
            if (name := event["Actor"]["Attributes"]["name"]) in names:
                made[names[name]] += 1

    thread = Thread(target=count, daemon=True)
    thread.start()
    yield made
    events.close()
    thread.join(timeout=10)


def _pulumi_holds(stack: Stack) -> bool:
    return any((stack.state / ".pulumi" / "locks").rglob("*.json"))


def _compose_holds(stack: Stack) -> bool:
    """A process has the lock file open. Nothing of Compose's exists yet at that moment."""
    lock = stack.data_home / "castmatch" / f"{stack.names.compose_project}.lock"
    held = f":{lock.stat().st_ino} "
    return any("FLOCK" in line and held in line for line in Path("/proc/locks").read_text().splitlines())


def _kill(stack: Stack, command: tuple[str, ...], moment: str, by_compose: bool) -> None:
    """Start a command, and kill its whole process group when what the other made is gone, or a container is made."""
    process = stack.start(*command, stack.name)
    eventually(lambda: _has_come(stack, moment, by_compose) or process.poll() is not None, 120, every=0.02)
    still_running = process.poll() is None
    output = interrupt(process, 9)
    assert still_running, output


def _has_come(stack: Stack, moment: str, by_compose: bool) -> bool:
    found = docker.from_env().api.containers(all=True)
    made = {each["Names"][0].lstrip("/"): "com.docker.compose.project" in each["Labels"] for each in found}
    ours = {name: who for name, who in made.items() if name.startswith(f"castmatch-{stack.name}-")}
    if moment == "gone":
        return not any(who is not by_compose for who in ours.values())
    return ours.get(stack.names.container(moment)) is by_compose


def _lives(stack: Stack) -> list[tuple[str, str]]:
    found = [stack.container(name).attrs for name in CONTAINERS]
    return [(each["Id"], each["State"]["StartedAt"]) for each in found]


def _met_what_just_went(result: Result) -> bool:
    """A bare `pulumi up` refreshes before it runs our program, and Docker's provider fails on what goes meanwhile."""
    return result.code != 0 and "refreshing failed" in result.output and "No such container" in result.output


def _three_lines(result: Result, *expected: str) -> None:
    """It failed, with an error that begins with one of these."""
    assert result.code != 0
    said = [line.strip().partition("  ")[0] for line in result.output.splitlines()]
    assert any(f"expected  {words}" in result.output for words in expected), result.output
    assert {"expected", "found", "next"} <= set(said), result.output
