"""Guardians beside each other, beside an up, and where they may not or cannot repair."""

import time

import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.faults.catalogue import fault
from tests.faults.declared import PASSWORD
from tests.integration.guardian.conftest import StartGuardian
from tests.integration.guardian.processes import GuardianProcess
from tests.postgres.cluster import Cluster
from tests.waiting import eventually

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R24")]


def drop(server: Cluster) -> None:
    """The role and all that it owns."""
    fault("database dropped").cause(server.run)
    server.run("DROP ROLE castmatch_user")


def fails_twice(line: str) -> bool:
    """Whose database is dropped under its hands tries again a second later; then it must succeed."""
    return "cannot repair" in line and "next try in 1 s" not in line


def is_right(server: Cluster) -> bool:
    return server.admits("castmatch_user", PASSWORD, "castmatch")


def test_two_guardians_at_once_do_no_harm(server: Cluster, working: RoleDeclaration, start: StartGuardian) -> None:
    both = [start(interval=0.1), start(interval=0.1)]
    for one in both:
        one.wait_until("reconciled")

    for _ in range(5):
        drop(server)
        eventually(lambda: is_right(server), 5)
        for one in both:
            one.wait_until("reconciled", 5)

    assert not [line for one in both for line in one.log if fails_twice(line)]
    repaired = [i for one in both for i in one.report()["incidents"] if i["outcome"] == "repaired"]
    assert len(repaired) >= 5


def test_a_guardian_and_an_up_at_once_do_no_harm(
    server: Cluster, address: ServerAddress, working: RoleDeclaration, start: StartGuardian
) -> None:
    one = start(interval=0.1)

    for _ in range(5):
        drop(server)
        reconcile(address, working)

    one.wait_until("reconciled")
    assert is_right(server)
    assert not [line for line in one.log if fails_twice(line)]


def test_a_guardian_that_only_watches_repairs_nothing(
    server: Cluster, address: ServerAddress, working: RoleDeclaration, start: StartGuardian
) -> None:
    one = start(mode="watch")
    one.wait_until("reconciled")
    fault("login taken away").cause(server.run)

    one.wait_until("pending")
    time.sleep(1)

    assert not is_right(server)
    reconcile(address, working)
    one.wait_until("reconciled")
    assert one.report()["incidents"][0]["outcome"] == "right again"


def test_what_cannot_be_repaired_is_reported_and_repaired_when_the_obstacle_is_gone(
    server: Cluster, working: RoleDeclaration, start: StartGuardian
) -> None:
    one = start()
    one.wait_until("reconciled")
    server.run("UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'castmatch'")  # as a DROP half done leaves it

    one.wait_until("cannot reconcile")
    role = one.report()["roles"][0]
    server.run("UPDATE pg_database SET datconnlimit = -1 WHERE datname = 'castmatch'")

    assert role["reason"]
    assert role["next_step"]
    assert role["next_try_in"] is not None
    one.wait_until("reconciled")


@pytest.mark.timed
def test_the_guardian_holds_up_no_work_on_the_database(server: Cluster, guardian: GuardianProcess) -> None:
    """PostgreSQL refuses to drop or rename a database in which a session stays."""
    for _ in range(3):
        server.run("CREATE DATABASE other TEMPLATE castmatch")
        server.run("ALTER DATABASE other RENAME TO another")
        server.run("DROP DATABASE another")

    time.sleep(1)
    sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'castmatch'"
    seen = [server.run(sessions)[0][0] for _ in range(100)]
    assert seen.count(0) > 80
