"""The way back into a real server whose administrator's password nobody remembers."""

import pytest

from castmatch.engine.admin_socket import reset_admin_password
from castmatch.errors import UserError
from castmatch.roles.errors import AdminRefused
from castmatch.roles.server import connect_admin
from tests.integration.engine.conftest import PASSWORD, Postgres, StartPostgres

pytestmark = [pytest.mark.integration, pytest.mark.docker]


@pytest.fixture(scope="module")
def server(start_postgres: StartPostgres) -> Postgres:
    return start_postgres()


@pytest.mark.requirement("R07")
@pytest.mark.requirement("R20")
def test_a_kept_database_and_a_new_password_come_together_again(server: Postgres) -> None:
    declared = server.address_with("the second secret")
    with pytest.raises(AdminRefused):
        connect_admin(declared, "postgres")

    reset_admin_password(server.name, "postgres", declared.admin_password)

    connect_admin(declared, "postgres").close()
    with pytest.raises(AdminRefused):
        connect_admin(server.address_with(PASSWORD), "postgres")


@pytest.mark.parametrize("password", ["it's $HOME; `date`", 'back\\slash "and" quotes', "pässwörd ✓"])
def test_a_password_of_any_letters_arrives_as_it_is(server: Postgres, password: str) -> None:
    reset_admin_password(server.name, "postgres", password)

    connect_admin(server.address_with(password), "postgres").close()


def test_an_administrator_of_any_name_can_be_reset(server: Postgres) -> None:
    odd = """Robert'); DROP TABLE "talent"; --"""
    create = 'CREATE ROLE "Robert\'); DROP TABLE ""talent""; --" SUPERUSER LOGIN'
    run = server.container.exec_run(["psql", "--username", "postgres", "--command", create], user="postgres")
    assert run.exit_code == 0, run.output

    reset_admin_password(server.name, odd, "the odd one's secret")

    with connect_admin(Postgres(server.container, server.port, odd).address_with("the odd one's secret"), "postgres"):
        pass


def test_nothing_secret_is_in_the_servers_log(server: Postgres) -> None:
    """Even where every statement is logged."""
    run = server.container.exec_run(
        [
            "psql",
            "--username=postgres",
            "--command=ALTER SYSTEM SET log_statement = 'all'",
            "--command=SELECT pg_reload_conf()",
        ],
        user="postgres",
    )
    assert run.exit_code == 0, run.output

    reset_admin_password(server.name, "postgres", "the last secret")
    connect_admin(server.address_with("the last secret"), "postgres").close()

    log = server.container.logs().decode()
    assert "the last secret" not in log
    assert "SCRAM-SHA-256" not in log


def test_a_foreign_cluster_with_another_superuser_is_refused_with_the_next_command(
    start_postgres: StartPostgres,
) -> None:
    foreign = start_postgres(admin="boss")

    with pytest.raises(UserError) as caught:
        reset_admin_password(foreign.name, "postgres", "the second secret")

    assert 'role "postgres" does not exist' in caught.value.found
    assert caught.value.next_step.startswith(f"docker exec -it {foreign.name} psql")
    connect_admin(foreign.address, "postgres").close()


def test_a_server_that_does_not_run_is_refused_and_not_a_crash(start_postgres: StartPostgres) -> None:
    stopped = start_postgres()
    stopped.container.stop(timeout=10)

    with pytest.raises(UserError, match="is not running"):
        reset_admin_password(stopped.name, "postgres", "the second secret")
