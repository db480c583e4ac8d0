"""The way back into a real server whose administrator somebody broke: by `docker exec`, as whoever gets in."""

import subprocess
from dataclasses import replace

import pytest

from castmatch.docker_engine.admin_socket import reset_admin_password
from castmatch.probes.postgres import login
from castmatch.roles.admin.administrator import Login
from castmatch.roles.errors import AdminRefused, CannotRepairAdmin, Unreachable
from castmatch.roles.server import connect_admin
from castmatch.roles.url import database_url
from tests.conftest import Published
from tests.integration.docker_engine.conftest import PASSWORD, Postgres, StartPostgres
from tests.waiting import eventually

pytestmark = [pytest.mark.integration, pytest.mark.docker]

KNOWN = [Login("castmatch_user", "postgres")]


@pytest.fixture(scope="module")
def server(start_postgres: StartPostgres) -> Postgres:
    started = start_postgres()
    run(started, "postgres", "CREATE ROLE castmatch_user LOGIN")
    return started


def run(server: Postgres, role: str, *statements: str) -> None:
    """Run statements as this role over the socket inside."""
    for statement in statements:
        command = ["psql", "--username", role, "--dbname", "postgres", "--command", statement]
        code, output = server.container.exec_run(command, user="postgres")
        assert code == 0, output


def mended(server: Postgres, password: str = PASSWORD) -> list[str]:
    """What was found and mended; afterwards the administrator logs in over TCP with this password."""
    notes: list[str] = []
    reset_admin_password(server.name, server.admin, password, KNOWN, notes.append)
    with connect_admin(server.address_with(password)) as session:
        assert session.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchall() == [(True,)]
    return notes


@pytest.mark.requirement("R07")
@pytest.mark.requirement("R20")
def test_a_kept_database_and_a_new_password_come_together_again(server: Postgres) -> None:
    declared = server.address_with("the second secret")
    with pytest.raises(AdminRefused):
        connect_admin(declared)

    mended(server, declared.admin_password)

    with pytest.raises(AdminRefused):
        connect_admin(server.address_with(PASSWORD))


@pytest.mark.parametrize("password", ["it's $HOME; `date`", 'back\\slash "and" quotes', "pässwörd ✓"])
def test_a_password_of_any_letters_arrives_as_it_is(server: Postgres, password: str) -> None:
    mended(server, password)


@pytest.mark.requirement("R15")
def test_a_renamed_administrator_gets_its_name_back(server: Postgres) -> None:
    mended(server)
    run(server, "postgres", "CREATE ROLE passing SUPERUSER LOGIN")
    run(server, "passing", "ALTER ROLE postgres RENAME TO boss")
    run(server, "boss", "DROP ROLE passing")

    assert mended(server) == ["the administrator postgres was renamed to boss: rename boss back to postgres"]


@pytest.mark.requirement("R15")
def test_an_administrator_that_may_not_log_in_is_let_in_by_another_superuser(server: Postgres) -> None:
    mended(server)
    run(server, "postgres", "CREATE ROLE other SUPERUSER LOGIN", "ALTER ROLE postgres NOLOGIN")

    assert mended(server) == ["the administrator postgres may not log in: let postgres log in"]

    run(server, "postgres", "DROP ROLE other")


@pytest.mark.requirement("R15")
def test_where_nobody_may_log_in_the_next_command_is_one_that_works(
    start_postgres: StartPostgres, published: Published
) -> None:
    locked = start_postgres()
    run(locked, "postgres", "ALTER ROLE postgres NOLOGIN NOSUPERUSER")
    with pytest.raises(CannotRepairAdmin) as failed:
        mended(locked)

    subprocess.run(["sh", "-c", failed.value.next_step], check=True, capture_output=True)

    started = replace(locked, port=published(locked.container, 5432))
    eventually(lambda: mended(started) is not None, during=(Unreachable,))


def test_an_administrator_of_any_name_can_be_made(server: Postgres) -> None:
    odd = """Robert'); DROP TABLE "talent"; --"""
    mended(server)

    assert mended(Postgres(server.container, server.port, odd), "the odd one's secret") == [
        f"the administrator {odd} is missing: create the superuser {odd}"
    ]


@pytest.mark.requirement("R15")
@pytest.mark.parametrize(
    "damage",
    [
        "printf 'local all all reject\\nhost all all all reject\\n' >/etc/castmatch/pg_hba.conf; kill -HUP 1",
        "rm /etc/castmatch/pg_hba.conf; kill -HUP 1",
    ],
)
def test_rules_that_let_nobody_in_are_put_back(server: Postgres, damage: str) -> None:
    mended(server)
    code, output = server.container.exec_run(["sh", "-c", damage], user="root")
    assert code == 0, output

    assert mended(server) == ["pg_hba.conf is not as declared: write the declared file"]


def test_nothing_secret_is_in_the_servers_log(server: Postgres) -> None:
    """Even where every statement is logged."""
    mended(server)
    run(server, "postgres", "ALTER SYSTEM SET log_statement = 'all'", "SELECT pg_reload_conf()")

    mended(server, "the last secret")

    log = server.container.logs().decode()
    assert "pg_authid" in log
    assert "the last secret" not in log
    assert "SCRAM-SHA-256" not in log


def test_a_foreign_cluster_whose_superuser_nobody_knows_is_refused(start_postgres: StartPostgres) -> None:
    foreign = start_postgres(admin="boss")

    with pytest.raises(CannotRepairAdmin, match='role "postgres" does not exist'):
        reset_admin_password(foreign.name, "postgres", "the second secret", KNOWN)

    assert login(database_url("boss", PASSWORD, "postgres", "127.0.0.1", foreign.port)).ready


def test_a_server_that_does_not_run_is_unreachable_and_not_a_crash(start_postgres: StartPostgres) -> None:
    stopped = start_postgres()
    stopped.container.stop(timeout=10)

    with pytest.raises(Unreachable, match="is not running"):
        reset_admin_password(stopped.name, "postgres", "the second secret")
