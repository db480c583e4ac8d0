"""With the server's socket shared, the guardian keeps the ways in as well: the administrator, and who gets in."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.last_applied import digest_of
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.faults.declared import PASSWORD
from tests.faults.fault import Fault
from tests.faults.ways_in import WAYS_IN
from tests.integration.guardian.conftest import StartGuardian
from tests.integration.guardian.processes import GuardianProcess
from tests.postgres.cluster import Cluster
from tests.waiting import eventually

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R24")]


@pytest.fixture
def guardian(server: Cluster, working: RoleDeclaration, start: StartGuardian) -> GuardianProcess:
    """One that shares the socket."""
    one = start(admin_host=str(server.socket))
    one.wait_until("reconciled")
    return one


@pytest.fixture
def deputy(server: Cluster) -> Iterator[str]:
    """A second superuser, who gets in where the administrator does not."""
    server.run("CREATE ROLE deputy SUPERUSER LOGIN")
    yield "deputy"
    server.run("DROP ROLE deputy")


def test_the_ways_in_are_looked_at_like_roles(guardian: GuardianProcess) -> None:
    assert list(guardian.states()) == ["pg_hba.conf", "administrator postgres", "castmatch_user"]


@pytest.mark.parametrize("fault", WAYS_IN, ids=lambda fault: fault.id)
def test_a_way_in_that_is_shut_is_open_again_within_five_seconds(
    server: Cluster, guardian: GuardianProcess, fault: Fault
) -> None:
    before = guardian.report()["counts"]["incidents"]
    fault.cause(server.run, hba_file=str(server.home / "data" / "pg_hba.conf"))

    guardian.wait_for_incidents(before + 1, 5)
    guardian.wait_until("reconciled", 5)

    assert server.admits("castmatch_user", PASSWORD, "castmatch")
    assert server.run("SELECT rolsuper AND rolcanlogin FROM pg_roles WHERE rolname = 'postgres'") == [(True,)]
    for statement in fault.undo:
        server.run(statement)


def test_a_role_is_repaired_while_the_administrators_password_is_unknown(
    server: Cluster, guardian: GuardianProcess
) -> None:
    """The order of the two does not matter: the socket asks for no password."""
    server.run("ALTER ROLE castmatch_user NOLOGIN")
    server.run("ALTER ROLE postgres PASSWORD 'by hand'")

    guardian.wait_for_incidents(2, 5)

    assert server.admits("castmatch_user", PASSWORD, "castmatch")


@pytest.mark.parametrize("statement", ["ALTER ROLE postgres PASSWORD 'theirs'", "ALTER ROLE postgres NOLOGIN"])
def test_another_declarations_administrator_is_not_touched(
    server: Cluster, guardian: GuardianProcess, working: RoleDeclaration, deputy: str, statement: str
) -> None:
    """The server's record names another declaration of the role: a newer one, or another stack's."""
    claim(server, deputy, digest_of(replace(working, password="another")))
    server.run(statement)
    try:
        eventually(lambda: guardian.states()["administrator postgres"] == "superseded", 5)
        ((may_log_in,),) = server.run("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'postgres'", user=deputy)
    finally:
        claim(server, deputy, digest_of(working))

    assert may_log_in is ("NOLOGIN" not in statement)
    guardian.wait_until("reconciled")


def claim(server: Cluster, user: str, digest: str) -> None:
    """Write into the record of the only role which declaration of it governs."""
    find = "SELECT split_part(s, '=', 1) FROM pg_db_role_setting, unnest(setconfig) AS s WHERE s ~ '^castmatch.claim_'"
    ((setting,),) = server.run(find, user=user)
    server.run(f"ALTER DATABASE postgres SET {setting} TO '{digest}'", user=user)


def test_a_role_that_another_stacks_server_never_had_is_not_made_there(
    server: Cluster, address: ServerAddress, declared: RoleDeclaration, start: StartGuardian
) -> None:
    """The server has no record of that role, but it has one of its neighbour, by another declaration."""
    reconcile(address, replace(declared, password="the other stack's secret"))

    start(declared, RoleDeclaration("stranger", "a secret")).wait_until("superseded")

    assert server.run("SELECT rolname FROM pg_roles WHERE rolname = 'stranger'") == []
    assert server.admits("castmatch_user", "the other stack's secret", "castmatch")
