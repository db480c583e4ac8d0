"""castmatch/postgres:15 with the folder of its socket on a volume, for neighbours to enter by."""

from pathlib import Path

import pytest
from docker.models.containers import Container

from tests.integration.images.containers import Containers, run_inside
from tests.integration.images.postgres_server import DATA, PASSWORD, ask, ready
from tests.waiting import eventually

pytestmark = [pytest.mark.docker, pytest.mark.requirement("R24")]

SOCKETS = "/var/run/postgresql"


def start(postgres: Containers, data: str, sockets: str) -> Container:
    return postgres.start(
        environment={"POSTGRES_PASSWORD": PASSWORD, "POSTGRES_INITDB_ARGS": "--auth-local=trust"},
        volumes={data: {"bind": DATA}, sockets: {"bind": SOCKETS}},
    )


def kill(server: Container) -> None:
    server.kill("SIGKILL")
    server.wait(timeout=10)


def test_a_new_volume_belongs_to_postgres(postgres: Containers) -> None:
    server = start(postgres, postgres.volume(), postgres.volume())
    ready(server)

    assert run_inside(server, "stat", "-c", "%U:%G %a", SOCKETS) == "postgres:postgres 3777"


def test_a_neighbour_of_any_user_enters_by_the_socket(postgres: Containers) -> None:
    sockets = postgres.volume()
    ready(start(postgres, postgres.volume(), sockets))

    answer = postgres.output(
        "psql", "--username=postgres", "--tuples-only", "--no-align", "--command=SELECT 'entered'",
        user="12345:12345", network_mode="none", volumes={sockets: {"bind": SOCKETS}},
    )  # fmt: skip

    assert answer == "entered"


def test_a_killed_server_starts_again(postgres: Containers) -> None:
    server = start(postgres, postgres.volume(), postgres.volume())
    ready(server)
    kill(server)

    server.start()

    assert ask(ready(server), "SELECT 1") == 1


def test_what_a_killed_server_left_does_not_stop_the_container_after_it(postgres: Containers) -> None:
    data, sockets = postgres.volume(), postgres.volume()
    first = start(postgres, data, sockets)
    ready(first)
    kill(first)
    first.remove()

    assert ask(ready(start(postgres, data, sockets)), "SELECT 1") == 1


def test_nor_the_first_start_on_an_empty_data_volume(postgres: Containers) -> None:
    """Its temporary server is not process 1, and process 1 is what the lock names."""
    sockets = postgres.volume()
    first = start(postgres, postgres.volume(), sockets)
    ready(first)
    kill(first)

    assert ask(ready(start(postgres, postgres.volume(), sockets)), "SELECT 1") == 1


def test_a_server_killed_in_its_first_start_begins_afresh(postgres: Containers, tmp_path: Path) -> None:
    data, sockets = postgres.volume(), postgres.volume()
    tmp_path.chmod(0o755)
    (tmp_path / "slow.sql").write_text("SELECT pg_sleep(60);")
    first = postgres.start(
        environment={"POSTGRES_PASSWORD": PASSWORD, "POSTGRES_INITDB_ARGS": "--auth-local=trust"},
        volumes={
            data: {"bind": DATA},
            sockets: {"bind": SOCKETS},
            str(tmp_path): {"bind": "/docker-entrypoint-initdb.d", "mode": "ro"},
        },
    )
    eventually(lambda: run_inside(first, "psql", "-Upostgres", "-cSELECT 1"), during=(AssertionError,))
    kill(first)

    assert ask(ready(start(postgres, data, sockets)), "SELECT 1") == 1
