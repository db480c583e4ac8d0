"""Database or cache go away under load: 503 with the reason, recovery by itself, and no accepted write is lost.

All outages of a kind happen in one run of load, one after the other; each is then judged by a test of its own.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import httpx
import pytest
from docker.errors import APIError

from castmatch.incident.load import Answer
from castmatch.stack.model import ServiceName
from tests.e2e.load import Load, accepted, remove_written, unwanted
from tests.e2e.stack import APPS, Stack
from tests.e2e.test_role_drift import DROP
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R10")]

Step = Callable[[Stack], object]
Lives = list[tuple[str, int]]


@dataclass(frozen=True)
class Outage:
    """What was seen of one: what was answered from its beginning until all was well, and when each app was started."""

    answers: list[Answer]
    lives: Lives
    health: httpx.Response | None = None
    back_seconds: float = 0


@dataclass(frozen=True)
class Seen:
    """All outages of one run of load; `stored` counts each name that was sent and is in the table afterwards."""

    outages: dict[str, Outage]
    lives_before: Lives
    stored: Counter[str]


@pytest.fixture(scope="module")
def stack(up: Stack) -> Iterator[Stack]:
    """Afterwards the stack is as declared, whatever failed, and what was written is gone."""
    yield up
    up.start_again("postgres", "redis")
    up.up()
    remove_written(up)


def container(service: ServiceName, action: str) -> Step:
    if action == "pause":
        return lambda stack: freeze(stack, service)
    return lambda stack: getattr(stack.container(service), action)()


def freeze(stack: Stack, service: ServiceName) -> None:
    """Docker gives up where a process does not come to rest in time, as one under load ("unable to freeze")."""

    def is_frozen() -> bool:
        try:
            stack.container(service).pause()
        except APIError as error:
            if "unable to freeze" not in str(error):
                raise
            return False
        return True

    eventually(is_frozen, 10, every=0.2)


def sql(*statements: str, database: str = "castmatch") -> Step:
    return lambda stack: stack.sql(*statements, database=database)


def castmatch_up(stack: Stack) -> None:
    assert stack.castmatch("up").code == 0


def make_role_again(stack: Stack) -> None:
    """As the declaration says, by hand: same name and password, another OID. The sessions of before have no owner."""
    verifier = stack.sql("SELECT rolpassword FROM pg_authid WHERE rolname = 'castmatch_user'")
    objects = ["DATABASE castmatch", "TABLE talent", "TABLE migrations", "FUNCTION talent_touch"]
    statements = [
        *DROP,
        f"CREATE ROLE castmatch_user LOGIN PASSWORD '{verifier}'",
        *(f"ALTER {name} OWNER TO castmatch_user" for name in objects),
    ]
    stack.sql("; ".join(statements))  # one transaction: a guardian sees nothing of it


def nothing(stack: Stack) -> None:
    """The guardian or the backend brings it back."""


OUTAGES: dict[str, tuple[Step, Step]] = {
    "PostgreSQL stopped": (container("postgres", "stop"), container("postgres", "start")),
    "PostgreSQL killed": (container("postgres", "kill"), container("postgres", "start")),
    "PostgreSQL frozen": (container("postgres", "pause"), container("postgres", "unpause")),
    "read-only by hand": (
        sql("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()"),
        sql("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()"),
    ),
    "role dropped": (sql(*DROP), nothing),
    "role made again": (make_role_again, nothing),
}


@pytest.fixture(scope="module")
def without_database(stack: Stack) -> Seen:
    """Each outage lasts until a 503 was answered, and two seconds more."""
    before, outages = lives(stack), {}
    with Load(stack) as load:
        load.wait_until_fine(10)
        for name, (go_away, come_back) in OUTAGES.items():
            since = time.monotonic()
            go_away(stack)
            eventually(partial(load.refused, since), 15)
            time.sleep(2)
            come_back(stack)
            load.wait_until_fine(15)
            load.wait_until_fine(15, writes=False)
            outages[name] = Outage(load.since(since), lives(stack))
    return Seen(outages, before, load.stored())


@pytest.mark.parametrize("name", OUTAGES)
def test_no_accepted_write_is_lost_and_nothing_but_503_is_answered(without_database: Seen, name: str) -> None:
    """Each write that was answered 201 is there exactly once, each that was not at most once."""
    outage, stored = without_database.outages[name], without_database.stored
    written = accepted(outage.answers)

    assert 503 in {answer.status for answer in outage.answers}
    assert unwanted(outage.answers) == []
    assert written
    assert {name: stored[name] for name in written} == dict.fromkeys(written, 1)
    assert max(stored[answer.name] for answer in outage.answers) == 1
    assert outage.lives == without_database.lives_before


ACTIONS = {"stop": "start", "kill": "start", "pause": "unpause"}


@pytest.fixture(scope="module")
def without_redis(stack: Stack) -> Seen:
    before, outages = lives(stack), {}
    with Load(stack) as load:
        load.wait_until_fine(10)
        for action, undo in ACTIONS.items():
            since = time.monotonic()
            container("redis", action)(stack)
            time.sleep(2)
            health = httpx.get(f"{stack.url('backend')}/health", timeout=5)
            container("redis", undo)(stack)
            back = stack.until_healthy("backend", within=30)
            outages[action] = Outage(load.since(since), lives(stack), health, back)
    return Seen(outages, before, load.stored())


@pytest.mark.parametrize("action", ACTIONS)
def test_without_redis_everything_is_served_and_health_says_why(without_redis: Seen, action: str) -> None:
    """The cache costs speed when it is away, never an answer."""
    outage = without_redis.outages[action]
    written = accepted(outage.answers)

    assert outage.health is not None
    assert (outage.health.status_code, outage.health.json()["failing"]) == (503, ["redis"])
    assert outage.back_seconds < 10
    assert {answer.status for answer in outage.answers} == {200, 201}
    assert {name: without_redis.stored[name] for name in written} == dict.fromkeys(written, 1)
    assert outage.lives == without_redis.lives_before


def test_what_was_dropped_is_migrated_and_seeded_again(stack: Stack) -> None:
    """By the running backend, once for each loss, under load too; a database itself is made again by one up."""
    seed = json.loads((stack.folder / "services" / "backend" / "seed" / "talent.json").read_text())
    before = lives(stack)
    with Load(stack) as load:
        for loss in ("DROP TABLE talent", "DROP SCHEMA public CASCADE", "DROP DATABASE castmatch WITH (FORCE)"):
            load.wait_until_fine(15)
            stack.sql(loss, database="postgres" if "DATABASE" in loss else "castmatch")
            if "DATABASE" in loss:
                castmatch_up(stack)
            load.wait_until_fine(15)
            assert stack.sql(f"SELECT count(*) FROM talent WHERE name NOT LIKE '{load.mark}%'") == str(len(seed)), loss

    assert unwanted(load.answers) == []
    assert lives(stack) == before


def lives(stack: Stack) -> Lives:
    """When each app was started, and how often Docker had to: the same as before where none crashed."""
    attributes = [stack.container(service).attrs for service in APPS]
    return [(found["State"]["StartedAt"], found["RestartCount"]) for found in attributes]
