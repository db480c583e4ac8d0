"""A role that goes wrong between two ups is right again within five seconds, and the record tells why."""

import time

import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.integration.guardian.conftest import StartGuardian
from tests.integration.guardian.processes import GuardianProcess, Postgres, wait_for
from tests.integration.roles.conftest import PASSWORD

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R24")]

DROP = "DROP DATABASE castmatch (FORCE); DROP ROLE castmatch_user"
FAULTS = {
    "dropped": (DROP, "role castmatch_user is missing"),
    "another password": (
        "ALTER ROLE castmatch_user PASSWORD 'by hand'",
        "castmatch_user has another password than the declared one",
    ),
    "no login": ("ALTER ROLE castmatch_user NOLOGIN", "castmatch_user has NOLOGIN, not LOGIN"),
    "no connect": (
        "REVOKE CONNECT ON DATABASE castmatch FROM castmatch_user",
        "castmatch_user may not CONNECT on database castmatch",
    ),
    "superuser": ("ALTER ROLE castmatch_user SUPERUSER", "castmatch_user has SUPERUSER, not NOSUPERUSER"),
    "database lost": ("DROP DATABASE castmatch (FORCE)", "database castmatch is missing"),
}


def fails_twice(line: str) -> bool:
    """Whose database is dropped under its hands tries again a second later; then it must succeed."""
    return "cannot repair" in line and "next try in 1 s" not in line


def is_right(server: Postgres) -> bool:
    return server.admits("castmatch_user", PASSWORD, "castmatch")


@pytest.mark.parametrize("fault", FAULTS)
def test_it_is_repaired_within_five_seconds_and_recorded(
    server: Postgres, guardian: GuardianProcess, fault: str
) -> None:
    statements, sentence = FAULTS[fault]
    for statement in statements.split("; "):
        server.run(statement)

    (incident,) = guardian.wait_for_incidents(1, seconds=5)

    assert is_right(server)
    assert sentence in incident["found"]
    assert incident["outcome"] == "repaired"
    assert incident["done"]
    assert 0 < incident["repair_seconds"] <= incident["wrong_seconds"] < 5
    assert any(sentence in line and "proven by login" in line for line in guardian.log)


def test_two_guardians_at_once_do_no_harm(server: Postgres, working: RoleDeclaration, start: StartGuardian) -> None:
    both = [start(interval=0.1), start(interval=0.1)]
    for one in both:
        one.wait_until("reconciled")

    for _ in range(5):
        for statement in DROP.split("; "):
            server.run(statement)
        wait_for(lambda: is_right(server), 5)
        for one in both:
            one.wait_until("reconciled", 5)

    assert not [line for one in both for line in one.log if fails_twice(line)]
    repaired = [i for one in both for i in one.report()["incidents"] if i["outcome"] == "repaired"]
    assert len(repaired) >= 5


def test_a_guardian_and_an_up_at_once_do_no_harm(
    server: Postgres, address: ServerAddress, declared: RoleDeclaration, start: StartGuardian
) -> None:
    reconcile(address, declared)
    one = start(interval=0.1)

    for _ in range(5):
        for statement in DROP.split("; "):
            server.run(statement)
        reconcile(address, declared)

    one.wait_until("reconciled")
    assert is_right(server)
    assert not [line for line in one.log if fails_twice(line)]


def test_only_watching_it_tells_and_repairs_nothing(
    server: Postgres, address: ServerAddress, working: RoleDeclaration, start: StartGuardian
) -> None:
    one = start(mode="watch")
    one.wait_until("reconciled")
    server.run("ALTER ROLE castmatch_user NOLOGIN")

    one.wait_until("pending")
    time.sleep(1)

    assert not is_right(server)
    reconcile(address, working)
    one.wait_until("reconciled")
    assert one.report()["incidents"][0]["outcome"] == "right again"


def test_what_cannot_be_repaired_is_said_with_its_code_and_repaired_when_the_obstacle_is_gone(
    server: Postgres, working: RoleDeclaration, start: StartGuardian
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


def test_nobodys_work_on_the_database_is_held_up(server: Postgres, guardian: GuardianProcess) -> None:
    """PostgreSQL refuses to drop or rename a database in which a session stays."""
    for _ in range(3):
        server.run("CREATE DATABASE other TEMPLATE castmatch")
        server.run("ALTER DATABASE other RENAME TO another")
        server.run("DROP DATABASE another")

    time.sleep(1)
    sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'castmatch'"
    seen = [server.run(sessions)[0][0] for _ in range(100)]
    assert seen.count(0) > 80
