"""With the server's socket shared, the guardian keeps the ways in as well: the administrator, and who gets in."""

from dataclasses import replace
from pathlib import Path

import pytest

from castmatch.guardian.declaration import GuardianDeclaration, Server
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.last_applied import digest_of
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.integration.guardian.conftest import StartGuardian
from tests.integration.guardian.processes import GuardianProcess, Postgres, start_guardian, wait_for
from tests.integration.roles.conftest import PASSWORD
from tests.postgres.cluster import ADMIN_PASSWORD

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R24")]

FAULTS = {
    "another password": ("postgres", "ALTER ROLE postgres PASSWORD 'by hand'"),
    "no password": ("postgres", "ALTER ROLE postgres PASSWORD NULL"),
    "no login": ("postgres", "ALTER ROLE postgres NOLOGIN"),
    "renamed": ("deputy", "ALTER ROLE postgres RENAME TO somebody"),
    "everyone is shut out": (
        "postgres",
        "COPY (SELECT 'local all all trust' UNION ALL SELECT 'host all all all reject') TO '{hba}'; "
        "SELECT pg_reload_conf()",
    ),
}


def states(guardian: GuardianProcess) -> dict[str, str]:
    return {role["role"]: role["state"] for role in guardian.report()["roles"]}


@pytest.fixture
def guardian(server: Postgres, working: RoleDeclaration, start: StartGuardian) -> GuardianProcess:
    """One that shares the socket, on a server with a second superuser."""
    one = start(interval=0.2, admin_host=str(server.home))
    wait_for(lambda: set(states(one).values()) == {"reconciled"}, 10)
    if not server.run("SELECT 1 FROM pg_roles WHERE rolname = 'deputy'"):
        server.run("CREATE ROLE deputy SUPERUSER LOGIN")
    return one


def test_the_ways_in_are_looked_at_like_roles(guardian: GuardianProcess) -> None:
    assert list(states(guardian)) == ["pg_hba.conf", "administrator postgres", "castmatch_user"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_way_in_that_is_shut_is_open_again_within_five_seconds(
    server: Postgres, guardian: GuardianProcess, fault: str
) -> None:
    before = guardian.report()["counts"]["incidents"]
    user, statement = FAULTS[fault]
    for part in statement.format(hba=server.home / "data" / "pg_hba.conf").split("; "):
        server.run(part, user=user)

    guardian.wait_for_incidents(before + 1, seconds=5)
    wait_for(lambda: set(states(guardian).values()) == {"reconciled"}, 5)

    assert server.admits("castmatch_user", PASSWORD, "castmatch")
    assert server.run("SELECT rolsuper AND rolcanlogin FROM pg_roles WHERE rolname = 'postgres'") == [(True,)]


def test_a_role_is_repaired_while_the_administrators_password_is_unknown(
    server: Postgres, working: RoleDeclaration, start: StartGuardian
) -> None:
    """The order of the two does not matter: the socket asks for no password."""
    one = start(interval=0.2, admin_host=str(server.home))
    wait_for(lambda: set(states(one).values()) == {"reconciled"}, 10)
    server.run("ALTER ROLE castmatch_user NOLOGIN")
    server.run("ALTER ROLE postgres PASSWORD 'by hand'")

    wait_for(lambda: one.report()["counts"]["incidents"] >= 2, 5)

    assert server.admits("castmatch_user", PASSWORD, "castmatch")


@pytest.mark.parametrize("statement", ["ALTER ROLE postgres PASSWORD 'theirs'", "ALTER ROLE postgres NOLOGIN"])
def test_another_declarations_administrator_is_not_touched(
    server: Postgres, guardian: GuardianProcess, working: RoleDeclaration, statement: str
) -> None:
    """The server's record names another declaration of the role: a newer one, or another stack's."""
    claim(server, digest_of(replace(working, password="another")))
    server.run(statement)
    try:
        wait_for(lambda: states(guardian)["administrator postgres"] == "superseded", 5)
        ((may_log_in,),) = server.run("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'postgres'", user="deputy")
    finally:
        claim(server, digest_of(working))

    assert may_log_in is ("NOLOGIN" not in statement)
    wait_for(lambda: set(states(guardian).values()) == {"reconciled"}, 10)


def claim(server: Postgres, digest: str) -> None:
    """Write into the record of the only role which declaration of it governs."""
    find = "SELECT split_part(s, '=', 1) FROM pg_db_role_setting, unnest(setconfig) AS s WHERE s ~ '^castmatch.claim_'"
    ((setting,),) = server.run(find, user="deputy")
    server.run(f"ALTER DATABASE postgres SET {setting} TO '{digest}'", user="deputy")


def test_a_role_that_another_stacks_server_never_had_is_not_made_there(
    server: Postgres, address: ServerAddress, tmp_path: Path
) -> None:
    """The server has no record of that role, but it has one of its neighbour, by another declaration."""
    reconcile(address, RoleDeclaration.owner("castmatch_user", "the other stack's secret", "castmatch"))
    ours = (RoleDeclaration.owner("castmatch_user", PASSWORD, "castmatch"), RoleDeclaration("stranger", "a secret"))
    where = Server("127.0.0.1", server.port, "postgres", ADMIN_PASSWORD)
    one = start_guardian(GuardianDeclaration("test", where, ours, interval=0.2), tmp_path)
    try:
        wait_for(lambda: set(states(one).values()) == {"superseded"}, 10)
    finally:
        one.process.kill()
        one.process.wait()

    assert server.run("SELECT rolname FROM pg_roles WHERE rolname = 'stranger'") == []
    assert server.admits("castmatch_user", "the other stack's secret", "castmatch")
