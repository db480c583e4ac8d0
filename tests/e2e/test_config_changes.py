"""A changed stack config becomes real by one up, and the data stays."""

import json
import time

import pytest

from tests.e2e.conftest import MakeStack
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker]


@pytest.mark.timed  # the guardian has looked after two seconds
@pytest.mark.requirement("R07")
@pytest.mark.requirement("R20")
@pytest.mark.requirement("R24")
def test_role_ports_limits_and_health_interval_change_under_kept_data(make_stack: MakeStack) -> None:
    """Renamed role: the old one is gone, the new one owns everything. Health checks really reach the containers.

    The guardian that holds the old declaration contradicts none of it, nor does the one that holds the new one.
    """
    stack = make_stack()
    stack.up()
    talents = stack.talent_count()

    stack.offset += 7
    stack.configure(
        role={"name": "casting app", "schemas": ["public"], "connectionLimit": 7},
        health={"interval": "60s", "timeout": "5s", "retries": 3},
        memory={"redis": 96},
    )
    stack.up()
    contradicts_nothing(stack, "casting app", 7)

    roles = stack.sql("SELECT rolname FROM pg_roles WHERE rolcanlogin ORDER BY 1").splitlines()
    owners = stack.sql("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert roles == ["casting app", "postgres"]
    assert owners == "casting app"
    assert stack.talent_count() == talents
    check = stack.container("backend").attrs["Config"]["Healthcheck"]
    assert check["Interval"] == 60_000_000_000
    assert stack.container("redis").attrs["HostConfig"]["Memory"] == 96 * 1024 * 1024
    stack.configure(role={**stack.settings["role"], "connectionLimit": 9})  # in place, under its guardian's eyes
    stack.up()
    contradicts_nothing(stack, "casting app", 9)
    stack.expect_no_changes()


def contradicts_nothing(stack: Stack, role: str, limit: int) -> None:
    """The guardian has had time to look, found nothing to repair, and left the role as declared."""
    time.sleep(2)
    guardian = json.loads(stack.castmatch("roles", "--json").output)
    assert {found["state"] for found in guardian["roles"]} == {"reconciled"}
    assert (guardian["counts"]["incidents"], guardian["incidents"]) == (0, [])
    assert stack.sql(f"SELECT rolconnlimit FROM pg_roles WHERE rolname = '{role}'") == str(limit)
