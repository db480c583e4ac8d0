"""The guardian in its container: the incident is over before anybody notices.

That it never contradicts a `pulumi up` with another declaration: test_config_changes.
"""

import json
import time
from typing import Any

import pytest

from tests.e2e.stack import Stack
from tests.faults.fault import OWNER, drop
from tests.waiting import eventually

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.docker,
    pytest.mark.timed,
    pytest.mark.requirement("R24"),
]


def report(stack: Stack) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stack.castmatch("roles", "--json").output)
    return found


def test_the_incident_is_over_within_five_seconds(up: Stack) -> None:
    """The role of the backend is gone. The guardian alone brings it back with all that it owned, and records that."""
    talents, before = up.talent_count(), report(up)["counts"]["incidents"]
    up.sql(drop(OWNER))

    eventually(lambda: report(up)["counts"]["incidents"] > before, 5)

    incident = report(up)["incidents"][-1]
    assert "role castmatch_user is missing" in incident["found"]
    assert incident["outcome"] == "repaired"
    assert incident["wrong_seconds"] < 5
    eventually(lambda: up.is_healthy("backend"), 10)
    assert up.talent_count() == talents
    up.expect_no_changes()


@pytest.mark.requirement("R22")
def test_the_roles_are_shown_as_a_table_with_the_last_incidents(up: Stack) -> None:
    """Exit code 0 while every role is reconciled."""
    up.sql("ALTER ROLE castmatch_user NOLOGIN")
    eventually(lambda: "castmatch_user has NOLOGIN" in up.castmatch("roles").output, 5)

    result = up.castmatch("roles")

    assert result.code == 0
    assert "reconciled" in result.output
    assert "proven by login" in result.output


def test_it_outlives_its_server(up: Stack) -> None:
    """Restarted by hand: unknown meanwhile, reconciled again, and the same process all along."""
    started = up.container("guardian").attrs["State"]["StartedAt"]
    up.container("postgres").stop()
    eventually(lambda: up.castmatch("roles").code == 2, 10)
    away = report(up)
    up.container("postgres").start()

    eventually(lambda: up.castmatch("roles").code == 0, 10)

    assert away["roles"][0]["state"] == "unknown"
    assert up.container("guardian").attrs["State"]["StartedAt"] == started
    assert "PostgreSQL answers again" in up.container("guardian").logs().decode()


@pytest.mark.requirement("R11")
def test_it_ends_within_a_second_and_uses_less_than_half_of_its_memory(up: Stack) -> None:
    assert report(up)["memory_mib"] < 64
    started = time.monotonic()
    up.container("guardian").stop(timeout=10)
    seconds = time.monotonic() - started
    code = up.container("guardian").attrs["State"]["ExitCode"]
    up.container("guardian").start()
    eventually(lambda: up.castmatch("roles").code == 0, 10)  # else the next test meets one that does not listen yet

    assert code == 0
    assert seconds < 2


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER ROLE postgres PASSWORD 'changed-by-hand'",
        "COPY (SELECT 'local all all trust') TO '/etc/castmatch/pg_hba.conf'",
    ],
    ids=["the administrator's password", "host rules that let no one in"],
)
def test_it_opens_the_ways_in_again(up: Stack, statement: str) -> None:
    """It enters by the server's own socket, which neither a password nor a host rule closes."""
    before = report(up)["counts"]["incidents"]
    up.sql(statement, "SELECT pg_reload_conf()")

    eventually(lambda: report(up)["counts"]["incidents"] > before, 5)

    eventually(lambda: up.castmatch("roles").code == 0, 5)
    assert up.is_healthy("backend")
