"""A changed stack config becomes real by one up, and the data stays."""

import pytest

from tests.e2e.conftest import MakeStack

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker]


@pytest.mark.requirement("R07")
@pytest.mark.requirement("R20")
def test_role_ports_limits_and_health_interval_change_under_kept_data(make_stack: MakeStack) -> None:
    """Renamed role: the old one is gone, the new one owns everything. Health checks really reach the containers."""
    stack = make_stack()
    stack.up()
    talents = stack.talent_count()

    stack.offset += 7
    stack.configure(
        role={"name": "casting app", "schemas": ["public"]},
        health={"interval": "60s", "timeout": "5s", "retries": 3},
        memory={"redis": 96},
    )
    stack.up()

    roles = stack.sql("SELECT rolname FROM pg_roles WHERE rolcanlogin ORDER BY 1").splitlines()
    owners = stack.sql("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert roles == ["casting app", "postgres"]
    assert owners == "casting app"
    assert stack.talent_count() == talents
    check = stack.container("backend").attrs["Config"]["Healthcheck"]
    assert check["Interval"] == 60_000_000_000
    assert stack.container("redis").attrs["HostConfig"]["Memory"] == 96 * 1024 * 1024
    stack.expect_no_changes()


@pytest.mark.requirement("R11")
def test_a_stopped_postgres_ended_cleanly(make_stack: MakeStack) -> None:
    """destroy gives it its grace period: the server says that it shut down, and the next one recovers nothing."""
    stack = make_stack()
    stack.up()
    container = stack.container("postgres")

    container.stop(timeout=30)

    container.reload()
    assert container.attrs["State"]["ExitCode"] == 0
    assert "database system is shut down" in container.logs().decode()
    stack.up()
    assert "not properly shut down" not in stack.container("postgres").logs().decode()
