"""pg_hba.conf is put back into a real container, whatever state it is in."""

import pytest

from castmatch.docker_engine.containers import container_state
from castmatch.docker_engine.hba_file import restore_hba_file
from castmatch.postgres_paths import HBA_FILE
from castmatch.roles.admin.hba import observe_hba
from castmatch.roles.errors import Unreachable
from tests.integration.docker_engine.conftest import Postgres, StartPostgres
from tests.waiting import eventually

pytestmark = [pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R15")]


@pytest.fixture(scope="module")
def server(start_postgres: StartPostgres) -> Postgres:
    return start_postgres()


def inside(server: Postgres, script: str) -> None:
    code, output = server.container.exec_run(["sh", "-c", script], user="root")
    assert code == 0, output


def test_the_declared_file_is_left_alone(server: Postgres) -> None:
    assert not restore_hba_file(server.name)
    assert observe_hba(server.address) == ()


def test_another_one_is_replaced_and_loaded(server: Postgres) -> None:
    inside(server, f"echo 'host all all all trust' >{HBA_FILE}; kill -HUP 1")

    assert restore_hba_file(server.name)

    eventually(lambda: observe_hba(server.address) == (), during=(Exception,))


def test_the_server_can_write_what_was_put_back(server: Postgres) -> None:
    inside(server, f"rm {HBA_FILE}")
    restore_hba_file(server.name)

    code, _ = server.container.exec_run(["sh", "-c", f"echo >>{HBA_FILE}"], user="postgres")

    assert code == 0
    assert restore_hba_file(server.name)


def test_a_server_that_crashes_on_a_broken_file_starts_at_once(start_postgres: StartPostgres) -> None:
    crashing = start_postgres(restart_policy={"Name": "unless-stopped"})
    inside(crashing, f"echo 'host all all nonsense' >{HBA_FILE}")
    crashing.container.restart()
    eventually(lambda: container_state(crashing.name).restarts >= 3)

    assert restore_hba_file(crashing.name)

    eventually(lambda: runs(crashing))


def test_a_container_that_is_gone_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="No such container"):
        restore_hba_file("castmatch-test-there-is-none")


def runs(server: Postgres) -> bool:
    if container_state(server.name).status != "running":
        return False
    code, _ = server.container.exec_run(["psql", "-Upostgres", "-cSELECT 1"], user="postgres")
    return bool(code == 0)
