"""What goes wrong on real machines: foreign volumes, crashes at start, interrupted runs. Outages: test_outages."""

import re
import signal
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import docker
import pytest
from docker.models.containers import Container

from tests.e2e.conftest import MakeStack
from tests.e2e.processes import interrupt
from tests.e2e.stack import Stack
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker]


@pytest.mark.requirement("R07")
@pytest.mark.requirement("R20")
def test_a_volume_of_docker_compose_filled_by_something_else_is_taken_over_with_its_data(make_stack: MakeStack) -> None:
    """No role of ours, another superuser password, a table from before: all is brought in order, nothing is lost.

    Compose labels its volumes. A label must not become the provider's reason to replace ours; the second `up` shows.
    """
    stack = make_stack()
    labels = {"com.docker.compose.project": "castmatch", "com.docker.compose.volume": "data"}
    docker.from_env().volumes.create(stack.names.data_volume, labels=labels)
    initialise(stack, "CREATE DATABASE castmatch", "CREATE TABLE keep (x int)")

    stack.up()
    talents = stack.talent_count()
    stack.up()

    assert docker.from_env().volumes.get(stack.names.data_volume).attrs["Labels"] == labels
    assert stack.sql("SELECT count(*) FROM keep", database="postgres") == "0"
    assert stack.talent_count() == talents > 0
    assert stack.is_healthy("frontend")


@pytest.mark.requirement("R13")
def test_a_volume_of_another_major_version_fails_at_once_and_is_not_touched(make_stack: MakeStack) -> None:
    """The server's own words and the way out are shown; the data directory stays as it is."""
    stack = make_stack()
    initialise(stack)
    on_volume(stack, "echo 9.6 > PG_VERSION")

    result = stack.pulumi("up", "--yes", "--skip-preview")

    assert result.code != 0
    assert "initialized by PostgreSQL version 9.6" in result.output
    assert "set castmatch:images.postgres to an image of 9.6" in result.output
    assert "Traceback" not in result.output
    assert result.seconds < 40
    assert on_volume(stack, "cat PG_VERSION") == b"9.6\n"


@pytest.mark.timed
@pytest.mark.requirement("R13")
def test_a_service_that_crashes_at_start_fails_at_once_with_its_log(make_stack: MakeStack) -> None:
    """Not after a timeout: cause, last log lines, next command, and no traceback of ours. Tried again: the same."""
    stack = make_stack()
    server = stack.folder / "services" / "backend" / "src" / "server.js"
    original = server.read_text()
    server.write_text("console.log('starting'); throw new Error('no configuration for the crash test');\n")
    try:
        first = stack.castmatch("up")
        ended = time.time()
        again = stack.pulumi("up", "--yes", "--skip-preview")
    finally:
        server.write_text(original)

    crashed = stack.container("backend").logs(timestamps=True).decode()
    crash = re.search(r"^(\S+) .*no configuration for the crash test", crashed, re.MULTILINE)
    assert crash is not None
    assert ended - _seconds(crash.group(1)) < 5
    for result in (first, again):
        assert result.code != 0
        for words in ("its container crashed", "no configuration for the crash test", "docker logs", "run: make up"):
            assert words in result.output
        assert "Traceback" not in result.output

    assert stack.castmatch("up").code == 0


@pytest.mark.requirement("R13")
@pytest.mark.requirement("R15")
@pytest.mark.parametrize(
    ("how", "moment"),
    [
        pytest.param(signal.SIGKILL, "PostgresRole", id="killed-PostgresRole"),
        *(
            pytest.param(how, moment, id=f"{name}-{moment}", marks=pytest.mark.exhaustive)
            for how, name, moment in (
                (signal.SIGINT, "Ctrl-C", "network"),
                (signal.SIGINT, "Ctrl-C", "PostgresRole"),
                (signal.SIGINT, "Ctrl-C", "Ready"),
                (signal.SIGKILL, "killed", "network"),
                (signal.SIGKILL, "killed", "Ready"),
            )
        ),
    ],
)
def test_an_interrupted_up_is_repaired_by_the_next(make_stack: MakeStack, how: signal.Signals, moment: str) -> None:
    """Stopped while a resource of that kind is being made; the next `castmatch up` ends with five ready services."""
    stack = make_stack()
    process = stack.start("pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--stack", stack.name)
    assert process.stdout is not None
    for line in process.stdout:
        if moment in line and "creating" in line:
            break
    interrupt(process, how)
    if how is signal.SIGKILL:
        # Pulumi writes this file in place, so a kill at that moment leaves it empty. It is seldom hit by chance.
        (stack.state / ".pulumi" / "stacks" / "castmatch" / f"{stack.name}.json.attrs").write_text("")

    again = stack.castmatch("up")

    assert again.code == 0, again.output
    assert stack.talent_count() > 50


@pytest.mark.requirement("R11")
def test_a_stopped_postgres_ended_cleanly(up: Stack) -> None:
    """destroy gives it its grace period: the server says that it shut down, and the next one recovers nothing."""
    container, since = up.container("postgres"), datetime.now(UTC)

    container.stop(timeout=30)

    container.reload()
    assert container.attrs["State"]["ExitCode"] == 0
    assert "database system is shut down" in container.logs(since=since).decode()
    up.start_again("postgres")
    assert "not properly shut down" not in container.logs(since=since).decode()


def on_volume(stack: Stack, script: str) -> bytes:
    """Run a shell script in the data directory, while no server does."""
    return bytes(
        docker.from_env().containers.run(
            stack.image("postgres"),
            ["-c", script],
            entrypoint="sh",
            working_dir="/d",
            volumes={stack.names.data_volume: {"bind": "/d"}},
            remove=True,
        )
    )


def initialise(stack: Stack, *statements: str) -> None:
    """Fill the stack's data volume by a server that knows nothing of us."""
    server = docker.from_env().containers.run(
        stack.image("postgres"),
        environment={"POSTGRES_PASSWORD": "of-somebody-else"},
        volumes={stack.names.data_volume: {"bind": "/var/lib/postgresql/data"}},
        name=stack.names.container("before"),
        detach=True,
    )
    try:
        _execute(server, statements)
    finally:
        server.stop()
        server.remove()


def _execute(server: Container, statements: Sequence[str]) -> None:
    ready = ["pg_isready", "-q", "-h", "127.0.0.1"]  # the temporary server of initdb does not listen there
    eventually(lambda: server.exec_run(ready).exit_code == 0, 60)
    for statement in statements:
        code, output = server.exec_run(["psql", "-U", "postgres", "-c", statement], user="postgres")
        assert code == 0, output


def _seconds(stamp: str) -> float:
    return datetime.fromisoformat(stamp).timestamp()
