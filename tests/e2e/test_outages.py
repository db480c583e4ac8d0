"""Database or cache go away under load: 503 with the reason, recovery by itself, and no accepted write is lost.

All outages of a kind happen in one run of load, one after the other, and each is judged by itself.
"""

import json
import time
from collections.abc import Callable, Iterator
from functools import partial

import httpx
import pytest
from docker.errors import APIError

from castmatch.stack.model import ServiceName
from tests.e2e.load import Load, accepted, remove_written, unwanted
from tests.e2e.stack import APPS, Stack
from tests.faults.fault import OWNER, drop
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R10")]

Step = Callable[[Stack], object]


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
        drop(OWNER),
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
    "role dropped": (sql(drop(OWNER)), nothing),
    "role made again": (make_role_again, nothing),
}


def test_no_accepted_write_is_lost_and_nothing_but_503_is_answered(stack: Stack, subtests: pytest.Subtests) -> None:
    """Each write that was answered 201 is there exactly once, each that was not at most once."""
    before = lives(stack)
    with Load(stack) as load:
        load.wait_until_fine(10)
        for name, (go_away, come_back) in OUTAGES.items():
            with subtests.test(name):
                since = time.monotonic()
                go_away(stack)
                eventually(partial(load.refused, since), 15)
                time.sleep(2)
                come_back(stack)
                load.wait_until_fine(15)
                load.wait_until_fine(15, writes=False)
                assert unwanted(load.since(since)) == []
                assert lives(stack) == before

    assert_each_is_stored_once(load)


def test_without_redis_everything_is_served_and_health_says_why(stack: Stack, subtests: pytest.Subtests) -> None:
    """The cache costs speed when it is away, never an answer."""
    before = lives(stack)
    with Load(stack) as load:
        load.wait_until_fine(10)
        for action, undo in (("stop", "start"), ("kill", "start"), ("pause", "unpause")):
            with subtests.test(action):
                since = time.monotonic()
                container("redis", action)(stack)
                time.sleep(2)
                health = httpx.get(f"{stack.url('backend')}/health", timeout=5)
                container("redis", undo)(stack)
                assert stack.until_healthy("backend", within=30) < 10
                assert (health.status_code, health.json()["failing"]) == (503, ["redis"])
                assert {answer.status for answer in load.since(since)} == {200, 201}
                assert lives(stack) == before

    assert_each_is_stored_once(load)


def test_what_was_dropped_is_migrated_and_seeded_again(stack: Stack, subtests: pytest.Subtests) -> None:
    """By the running backend, once for each loss, under load too; a database itself is made again by one up."""
    seed = json.loads((stack.folder / "services" / "backend" / "seed" / "talent.json").read_text())
    before = lives(stack)
    with Load(stack) as load:
        load.wait_until_fine(10)
        for loss in ("DROP TABLE talent", "DROP SCHEMA public CASCADE", "DROP DATABASE castmatch WITH (FORCE)"):
            with subtests.test(loss):
                stack.sql(loss, database="postgres" if "DATABASE" in loss else "castmatch")
                if "DATABASE" in loss:
                    castmatch_up(stack)
                load.wait_until_fine(15)
                seeded = stack.sql(f"SELECT count(*) FROM talent WHERE name NOT LIKE '{load.mark}%'")
                assert seeded == str(len(seed))
                assert lives(stack) == before

    assert unwanted(load.answers) == []


def assert_each_is_stored_once(load: Load) -> None:
    written, stored = accepted(load.answers), load.stored()
    assert written
    assert {name: stored[name] for name in written} == dict.fromkeys(written, 1)
    assert max(stored.values()) == 1


def lives(stack: Stack) -> list[tuple[str, int]]:
    """When each app was started, and how often Docker had to: the same as before where none crashed."""
    attributes = [stack.container(service).attrs for service in APPS]
    return [(found["State"]["StartedAt"], found["RestartCount"]) for found in attributes]
