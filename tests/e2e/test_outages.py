"""Database or cache go away under load: 503 with the reason, recovery by itself, and no accepted write is lost."""

import json
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from docker.errors import APIError

from castmatch.stack.model import ServiceName
from tests.e2e.load import Load
from tests.e2e.stack import Stack
from tests.e2e.test_role_drift import DROP

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R10")]

Step = Callable[[Stack], object]


@pytest.fixture
def load(up: Stack) -> Iterator[Load]:
    """Load that has not begun; whatever the test did, the stack is as declared and the rows are gone afterwards."""
    load = Load(up)
    yield load
    for service in ("postgres", "redis"):
        if up.container(service).status == "paused":
            up.container(service).unpause()
        up.container(service).start()
    up.up()
    load.remove()


def container(service: ServiceName, action: str) -> Step:
    if action == "pause":
        return lambda stack: freeze(stack, service)
    return lambda stack: getattr(stack.container(service), action)()


def freeze(stack: Stack, service: ServiceName, tries: int = 10) -> None:
    """Docker gives up where a process does not come to rest in time, as one under load ("unable to freeze")."""
    for left in reversed(range(tries)):
        try:
            stack.container(service).pause()
            return
        except APIError as error:
            if "unable to freeze" not in str(error) or not left:
                raise
        time.sleep(0.2)


def sql(*statements: str, database: str = "castmatch") -> Step:
    return lambda stack: stack.sql(*statements, database=database)


def castmatch_up(stack: Stack) -> None:
    assert stack.castmatch("up").code == 0


def make_role_anew(stack: Stack) -> None:
    """As the declaration says, by hand: same name and password, another OID. The sessions of before are nobody's."""
    verifier = stack.sql("SELECT rolpassword FROM pg_authid WHERE rolname = 'castmatch_user'")
    objects = ["DATABASE castmatch", "TABLE talent", "TABLE migrations", "FUNCTION talent_touch"]
    anew = [
        *DROP,
        f"CREATE ROLE castmatch_user LOGIN PASSWORD '{verifier}'",
        *(f"ALTER {name} OWNER TO castmatch_user" for name in objects),
    ]
    stack.sql("; ".join(anew))  # one transaction: a guardian sees nothing of it


def until_healthy(stack: Stack) -> float:
    started = time.monotonic()
    while not stack.is_healthy("backend"):
        assert time.monotonic() - started < 30
        time.sleep(0.1)
    return time.monotonic() - started


OUTAGES: dict[str, tuple[Step, Step]] = {
    "PostgreSQL stopped": (container("postgres", "stop"), container("postgres", "start")),
    "PostgreSQL killed": (container("postgres", "kill"), container("postgres", "start")),
    "PostgreSQL frozen": (container("postgres", "pause"), container("postgres", "unpause")),
    "read-only by hand": (
        sql("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()"),
        sql("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()"),
    ),
    "role dropped": (sql(*DROP), castmatch_up),
    "role made anew": (make_role_anew, until_healthy),
}


@pytest.mark.parametrize("outage", OUTAGES)
def test_no_accepted_write_is_lost_and_nothing_but_503_is_answered(up: Stack, load: Load, outage: str) -> None:
    """Each write that was answered 201 is there exactly once, each that was not at most once."""
    go_away, come_back = OUTAGES[outage]
    before = lives(up)
    with load:
        go_away(up)
        time.sleep(5)
        come_back(up)
        load.wait_for(201, 15)
        load.wait_for(200, 15, verb="GET")

    assert load.with_status(503)
    accepted = load.with_status(201)
    stored = load.stored()
    assert load.unwanted() == []
    assert {answer.name: stored[answer.name] for answer in accepted} == {answer.name: 1 for answer in accepted}
    assert max(stored.values()) == 1
    assert lives(up) == before


@pytest.mark.parametrize("action", ["stop", "kill", "pause"])
def test_without_redis_everything_is_served_and_health_says_why(up: Stack, load: Load, action: str) -> None:
    """The cache costs speed when it is away, never an answer."""
    before = lives(up)
    with load:
        container("redis", action)(up)
        time.sleep(3)
        health = httpx.get(f"{up.url('backend')}/health", timeout=5)
        container("redis", "unpause" if action == "pause" else "start")(up)
        back = until_healthy(up)

    assert (health.status_code, health.json()["failing"]) == (503, ["redis"])
    assert back < 10
    assert {answer.status for answer in load.answers} == {200, 201}
    assert load.stored() == {answer.name: 1 for answer in load.with_status(201)}
    assert lives(up) == before


@pytest.mark.parametrize(
    ("loss", "database"),
    [
        ("DROP TABLE talent", "castmatch"),
        ("DROP SCHEMA public CASCADE", "castmatch"),
        ("DROP DATABASE castmatch WITH (FORCE)", "postgres"),
    ],
)
def test_what_was_dropped_is_migrated_and_seeded_again(up: Stack, load: Load, loss: str, database: str) -> None:
    """By the running backend, once, under load too; only a database itself is made again by others."""
    seed = json.loads((up.folder / "services" / "backend" / "seed" / "talent.json").read_text())
    before = lives(up)
    with load:
        up.sql(loss, database=database)
        if "DATABASE" in loss:
            castmatch_up(up)
        load.wait_for(201, 15)

    assert load.unwanted() == []
    load.remove()
    assert up.talent_count() == len(seed)
    assert lives(up) == before


def lives(stack: Stack) -> list[tuple[str, int]]:
    """When each app was started, and how often Docker had to: the same as before where nobody crashed."""
    attributes = [stack.container(service).attrs for service in ("ai", "backend", "frontend")]
    return [(found["State"]["StartedAt"], found["RestartCount"]) for found in attributes]
