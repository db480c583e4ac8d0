"""Whatever the server does, the guardian goes on: away, back, new and empty, frozen; and it ends when asked to."""

import signal
import time
from pathlib import Path

import httpx
import pytest

from castmatch.roles.declaration import RoleDeclaration
from tests.faults.declared import PASSWORD
from tests.integration.guardian.conftest import StartGuardian
from tests.integration.guardian.processes import GuardianProcess
from tests.postgres.cluster import ADMIN_PASSWORD, Cluster
from tests.waiting import eventually

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R24")]


def test_it_survives_a_restart_of_the_server(server: Cluster, guardian: GuardianProcess) -> None:
    server.stop()
    guardian.wait_until("unknown")
    down = guardian.report()
    server.start()
    guardian.wait_until("reconciled", 5)

    assert down["server"]["reachable"] is False
    assert down["roles"][0]["reason"].startswith("PostgreSQL is not reachable")
    assert httpx.get(guardian.address + "health", trust_env=False).json()["status"] == "ok"
    assert [line.partition(":")[0] for line in guardian.log[2:3]] == ["PostgreSQL is not reachable"]
    assert guardian.log[3].startswith("PostgreSQL answers again")
    assert len(guardian.log) == 5


def test_it_fills_a_server_that_was_replaced_by_an_empty_one(server: Cluster, guardian: GuardianProcess) -> None:
    server.stop()
    server.initialise()
    server.start()

    (incident,) = guardian.wait_for_incidents(1, 5)

    assert server.admits("castmatch_user", PASSWORD, "castmatch")
    assert "role castmatch_user is missing" in incident["found"]


def test_it_starts_before_its_server(server: Cluster, working: RoleDeclaration, start: StartGuardian) -> None:
    server.stop()
    one = start()
    one.wait_until("unknown")

    server.start()

    one.wait_until("reconciled")


@pytest.mark.timed
@pytest.mark.parametrize("state", ["up", "down", "frozen"])
def test_it_ends_within_a_second_when_asked_to(server: Cluster, guardian: GuardianProcess, state: str) -> None:
    if state == "down":
        server.stop()
        guardian.wait_until("unknown")
    if state == "frozen":
        assert server.process
        server.process.send_signal(signal.SIGSTOP)
        time.sleep(1.2)
    try:
        started = time.monotonic()
        code = guardian.end()
        seconds = time.monotonic() - started
    finally:
        if server.process:
            server.process.send_signal(signal.SIGCONT)
        else:
            server.start()

    assert code == 0
    assert seconds < 1
    assert guardian.log[-1] == "stopped by a signal"


def test_days_of_work_leak_nothing(working: RoleDeclaration, start: StartGuardian) -> None:
    """A look a hundred times as often as usual; each opens sessions and closes them."""
    one = start(interval=0.01, prove_every=0.05)
    eventually(lambda: one.report()["counts"]["ticks"] > 50, 20, 0.02)
    before = one.report()
    eventually(lambda: one.report()["counts"]["ticks"] > before["counts"]["ticks"] + 100, 60, 0.02)

    after = one.report()

    assert after["open_sockets"] <= before["open_sockets"] + 3
    assert after["memory_mib"] < before["memory_mib"] + 2


def test_no_secret_is_in_its_log_its_report_or_its_arguments(server: Cluster, guardian: GuardianProcess) -> None:
    server.run("ALTER ROLE castmatch_user PASSWORD 'by hand'")
    guardian.wait_for_incidents(1)
    server.run("ALTER ROLE postgres PASSWORD 'lost'")
    try:
        time.sleep(2.5)
        shown = "\n".join(guardian.log) + httpx.get(guardian.address, trust_env=False).text
    finally:
        server.run("ALTER ROLE postgres PASSWORD '" + ADMIN_PASSWORD.replace("'", "''") + "'")
    shown += Path(f"/proc/{guardian.process.pid}/cmdline").read_text()

    assert not [secret for secret in (ADMIN_PASSWORD, PASSWORD, "by hand") if secret in shown]
