"""What castmatch/postgres:15 does with an empty, a half-made and a foreign data directory."""

import gzip
import time
from pathlib import Path

import psycopg
import pytest

from tests.integration.images.containers import (
    Containers,
    address,
    exit_code,
    logs,
    run_inside,
    stop,
)
from tests.integration.images.postgres_server import DATA, PASSWORD, ask, ready, start
from tests.waiting import eventually

pytestmark = [pytest.mark.docker, pytest.mark.requirement("R04")]

SLOW = "CREATE TABLE made AS SELECT 1 AS run; SELECT pg_sleep(60);"
QUICK = "CREATE TABLE made AS SELECT 2 AS run;"


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A folder of init scripts that the user postgres may read."""
    tmp_path.chmod(0o755)
    return tmp_path


def test_refuses_an_empty_volume_without_a_password(postgres: Containers) -> None:
    server = start(postgres, POSTGRES_PASSWORD="")
    assert exit_code(server) == 1
    assert "Set POSTGRES_PASSWORD, or POSTGRES_PASSWORD_FILE" in logs(server)


def test_settings_come_from_files_that_root_alone_can_read(postgres: Containers, tmp_path: Path) -> None:
    names = {"PASSWORD": "from a file", "USER": "filed", "DB": "drawer"}
    for name, value in names.items():
        (tmp_path / name).write_text(f"{value}\n")
        (tmp_path / name).chmod(0o400)
    server = postgres.start(
        environment={f"POSTGRES_{name}_FILE": f"/run/secrets/{name}" for name in names},
        volumes={str(tmp_path): {"bind": "/run/secrets", "mode": "ro"}},
    )
    session = ready(server, user="filed", password="from a file", dbname="drawer")
    assert ask(session, "SELECT current_database()") == "drawer"


def test_refuses_a_setting_given_twice(postgres: Containers) -> None:
    server = start(postgres, POSTGRES_PASSWORD=PASSWORD, POSTGRES_PASSWORD_FILE="/any")
    assert exit_code(server) == 1
    assert "both POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are set" in logs(server)
    assert PASSWORD not in logs(server)


def test_scripts_run_once_in_order(postgres: Containers, scripts: Path) -> None:
    (scripts / "1.sql").write_text("CREATE TABLE runs (name text, n serial);")
    sourced = 'psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "INSERT INTO runs VALUES (\'$kind\')"'
    (scripts / "2.sh").write_text(f"kind=sourced; {sourced}")
    (scripts / "3.sh").write_text(f"#!/bin/sh\nkind=executed\n{sourced}")
    (scripts / "3.sh").chmod(0o755)
    (scripts / "4.sql.gz").write_bytes(gzip.compress(b"INSERT INTO runs VALUES ('unpacked');"))
    (scripts / "5.txt").write_text("not a script")
    server = start(postgres, scripts=scripts, POSTGRES_USER="admin")
    ready(server, user="admin")
    server.restart()
    names = ask(ready(server, user="admin"), "SELECT array_agg(name ORDER BY n) FROM runs")
    assert names == ["sourced", "executed", "unpacked"]
    assert "ignoring /docker-entrypoint-initdb.d/5.txt" in logs(server)


def test_scripts_run_before_anybody_can_log_in(postgres: Containers, scripts: Path) -> None:
    (scripts / "slow.sql").write_text(SLOW)
    server = start(postgres, "-c", "listen_addresses=*", scripts=scripts)
    eventually(lambda: run_inside(server, "psql", "-Upostgres", "-cTABLE made"), during=(AssertionError,))
    assert PASSWORD not in str(server.top())
    with pytest.raises(psycopg.OperationalError, match="Connection refused"):
        psycopg.connect(host=address(server), user="postgres", password=PASSWORD)


@pytest.mark.timed
@pytest.mark.requirement("R11")
def test_stops_at_once_in_the_middle_of_a_script(postgres: Containers, scripts: Path) -> None:
    (scripts / "slow.sql").write_text(SLOW)
    server = start(postgres, scripts=scripts)
    eventually(lambda: run_inside(server, "psql", "-Upostgres", "-cTABLE made"), during=(AssertionError,))
    _, seconds = stop(server)
    assert seconds < 3
    (scripts / "slow.sql").write_text(QUICK)
    server.start()
    assert ask(ready(server), "SELECT run FROM made") == 2


def test_begins_afresh_after_a_failed_script(postgres: Containers, scripts: Path) -> None:
    (scripts / "a.sql").write_text("CREATE TABLE made AS SELECT 1 AS run; SELECT nonsense;")
    server = start(postgres, scripts=scripts)
    assert exit_code(server) != 0
    assert 'column "nonsense" does not exist' in logs(server)
    (scripts / "a.sql").write_text(QUICK)
    server.start()
    assert ask(ready(server), "SELECT run FROM made") == 2
    assert "interrupted before its cluster was complete" in logs(server)


@pytest.mark.parametrize("seconds", [0.1, 0.25, 0.4, 0.6])
def test_begins_afresh_after_a_kill(postgres: Containers, scripts: Path, seconds: float) -> None:
    (scripts / "slow.sql").write_text(SLOW)
    server = start(postgres, scripts=scripts)
    time.sleep(seconds)
    server.kill()
    (scripts / "slow.sql").write_text(QUICK)
    server.start()
    assert ask(ready(server), "SELECT run FROM made") == 2


def test_complete_cluster_survives_a_kill(postgres: Containers, scripts: Path) -> None:
    (scripts / "a.sql").write_text(QUICK)
    server = start(postgres, scripts=scripts)
    ready(server).execute("INSERT INTO made VALUES (3)")
    server.kill()
    server.start()
    assert ask(ready(server), "SELECT sum(run) FROM made") == 5


def test_foreign_files_are_refused_and_kept(postgres: Containers) -> None:
    volume = postgres.volume()
    volumes = {volume: {"bind": DATA}}
    postgres.output("sh", "-c", f"echo precious >{DATA}/diary", volumes=volumes)
    server = start(postgres, volume=volume)
    assert exit_code(server) == 1
    assert "found files but no PG_VERSION. Nothing was touched." in logs(server)
    assert postgres.output("cat", f"{DATA}/diary", volumes=volumes) == "precious"


def test_mount_point_may_hold_lost_and_found(postgres: Containers) -> None:
    volume = postgres.volume()
    postgres.output("mkdir", f"{DATA}/lost+found", volumes={volume: {"bind": DATA}})
    assert ask(ready(start(postgres, volume=volume)), "SELECT 1") == 1
