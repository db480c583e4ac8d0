"""castmatch/postgres:15 behaves like the official image for those who run it and log in to it."""

from collections.abc import Iterator

import docker
import psycopg
import pytest
from docker.models.containers import Container

from tests.integration.images.containers import (
    UNPRIVILEGED,
    Containers,
    exit_code,
    for_image,
    logs,
    run_inside,
    seconds_until,
    stop,
)
from tests.integration.images.postgres_server import PASSWORD, ask, log_in, ready, start

pytestmark = [pytest.mark.docker, pytest.mark.requirement("R04")]

READY = "database system is ready to accept connections"


@pytest.fixture(scope="module")
def server(docker_engine: docker.DockerClient) -> Iterator[Container]:
    """A ready server for the tests that only look."""
    for postgres in for_image(docker_engine, "postgres"):
        container = start(postgres)
        ready(container)
        yield container


def test_lets_in_over_the_network_only_with_the_password(server: Container) -> None:
    assert ask(ready(server), "SELECT 1") == 1
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        log_in(server, password="wrong")


def test_user_and_database_are_as_asked(postgres: Containers) -> None:
    server = start(postgres, POSTGRES_USER="admin", POSTGRES_DB='cast "match"')
    session = ready(server, user="admin", dbname='cast "match"')
    assert ask(session, "SELECT rolsuper FROM pg_roles WHERE rolname = 'admin'") is True


def test_database_is_named_after_the_user_by_default(postgres: Containers) -> None:
    server = start(postgres, POSTGRES_USER="admin")
    assert ask(ready(server, user="admin"), "SELECT current_database()") == "admin"


def test_server_is_set_up_for_containers(server: Container) -> None:
    session = log_in(server)
    expected = {
        "server_encoding": "UTF8",
        "lc_collate": "en_US.utf8",
        "listen_addresses": "*",
        "password_encryption": "scram-sha-256",
        "fsync": "on",
        "data_directory": "/var/lib/postgresql/data",
    }
    assert {name: ask(session, f"SHOW {name}") for name in expected} == expected


def test_every_address_needs_a_scram_password(server: Container) -> None:
    rules = ask(log_in(server), "SELECT pg_read_file('pg_hba.conf')").splitlines()
    assert [rule for rule in rules if rule and rule[0] != "#"][-1] == ("host all all all scram-sha-256")


def test_trust_lets_everybody_in_when_asked_for(postgres: Containers) -> None:
    server = start(postgres, POSTGRES_HOST_AUTH_METHOD="trust", POSTGRES_PASSWORD="")
    assert ask(ready(server, password=""), "SELECT 1") == 1


@pytest.mark.parametrize("command", [("-c", "work_mem=7MB"), ("postgres", "-c", "work_mem=7MB")])
def test_flags_reach_the_server(postgres: Containers, command: tuple[str, ...]) -> None:
    assert ask(ready(start(postgres, *command)), "SHOW work_mem") == "7MB"


def test_initdb_arguments_are_passed_on(postgres: Containers) -> None:
    server = start(postgres, POSTGRES_INITDB_ARGS="--data-checksums --locale='C.UTF-8'")
    session = ready(server)
    assert ask(session, "SHOW data_checksums") == "on"
    assert ask(session, "SHOW lc_collate") == "C.UTF-8"


@pytest.mark.parametrize("command", [("psql", "--version"), ("postgres", "--version")])
def test_other_commands_run_without_a_cluster(postgres: Containers, command: tuple[str, ...]) -> None:
    assert "(PostgreSQL) 15." in postgres.output(*command)


def test_server_runs_as_postgres_with_the_official_uid(server: Container) -> None:
    assert run_inside(server, "stat", "-c", "%u:%g", "/proc/1") == "999:999"
    assert run_inside(server, "stat", "-c", "%u:%g %a", "/var/lib/postgresql/data") == "999:999 700"


def test_runs_without_any_privilege(postgres: Containers) -> None:
    container = postgres.start(environment={"POSTGRES_PASSWORD": PASSWORD}, **UNPRIVILEGED)
    assert ask(ready(container), "SELECT 1") == 1


def test_server_does_not_keep_the_password_in_its_environment(server: Container) -> None:
    assert "PASSWORD" not in run_inside(server, "cat", "/proc/1/environ", user="postgres")


@pytest.mark.timed
@pytest.mark.requirement("R11")
def test_stops_cleanly_with_a_client_connected(postgres: Containers) -> None:
    server = start(postgres)
    ready(server)
    code, seconds = stop(server)
    assert code == 0
    assert seconds < 5


def test_data_outlives_the_container(postgres: Containers) -> None:
    volume = postgres.volume()
    first = start(postgres, volume=volume)
    ready(first).execute("CREATE TABLE kept AS SELECT 42 AS answer")
    first.remove(force=True)
    second = start(postgres, volume=volume, POSTGRES_PASSWORD_FILE="/gone")
    assert ask(ready(second), "SELECT answer FROM kept") == 42


def test_two_servers_never_share_a_data_directory(postgres: Containers) -> None:
    volume = postgres.volume()
    first = start(postgres, volume=volume)
    session = ready(first)
    second = start(postgres, volume=volume)
    assert exit_code(second) == 1
    assert "another container is using the data directory" in logs(second)
    assert ask(session, "SELECT 1") == 1


def seconds_to_ready(container: Container) -> float:
    ready(container)
    return seconds_until(container, READY)


@pytest.mark.timed
def test_makes_a_cluster_in_two_seconds(postgres: Containers) -> None:
    assert min(seconds_to_ready(start(postgres)) for _ in range(3)) < 2


@pytest.mark.timed
def test_starts_an_existing_cluster_at_once(postgres: Containers) -> None:
    container = start(postgres)
    ready(container)
    taken = []
    for _ in range(3):
        container.restart()
        taken.append(seconds_to_ready(container))
    assert min(taken) < 0.4
