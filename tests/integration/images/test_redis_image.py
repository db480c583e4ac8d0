"""castmatch/redis:7 behaves like the official image for those who run it and connect to it."""

from pathlib import Path

import pytest
from docker.models.containers import Container
from redis import Redis
from redis.exceptions import AuthenticationError
from redis.exceptions import ConnectionError as NotReachable

from tests.integration.images.containers import (
    UNPRIVILEGED,
    Containers,
    address,
    exit_code,
    logs,
    run_inside,
    seconds_until,
    stop,
)
from tests.waiting import eventually

pytestmark = [pytest.mark.docker, pytest.mark.requirement("R05")]


def ready(container: Container, **options: str) -> Redis:
    """A client as soon as the server answers it."""
    client = Redis(host=address(container), decode_responses=True, **options)  # type: ignore[arg-type]
    eventually(client.ping, during=(NotReachable,))
    return client


def setting(container: Container, name: str) -> str:
    return str(ready(container).config_get(name)[name])


def test_answers_over_the_network(redis: Containers) -> None:
    server = redis.start()
    assert str(ready(server).info("server")["redis_version"]).startswith("7.0.")
    assert run_inside(server, "redis-cli", "ping") == "PONG"


@pytest.mark.parametrize("command", [("--maxmemory", "7mb"), ("redis-server", "--maxmemory", "7mb")])
def test_flags_reach_the_server(redis: Containers, command: tuple[str, ...]) -> None:
    server = redis.start(*command)
    assert setting(server, "maxmemory") == str(7 * 1024**2)
    assert setting(server, "protected-mode") == "no"


@pytest.mark.parametrize("command", [("/etc/own.conf",), ("redis-server", "/etc/own.conf")])
@pytest.mark.parametrize(
    ("lines", "protected"), [("maxmemory 7mb", "no"), ("maxmemory 7mb\nprotected-mode yes", "yes")]
)
def test_own_configuration_counts(
    redis: Containers, tmp_path: Path, command: tuple[str, ...], lines: str, protected: str
) -> None:
    conf = tmp_path / "own.conf"
    conf.write_text(f"{lines}\nrequirepass given\n")
    server = redis.start(*command, volumes={str(conf): {"bind": "/etc/own.conf", "mode": "ro"}})
    found = ready(server, password="given").config_get("maxmemory", "protected-mode")
    assert found == {"maxmemory": str(7 * 1024**2), "protected-mode": protected}


def test_missing_configuration_is_named(redis: Containers) -> None:
    server = redis.start("/etc/missing.conf")
    assert exit_code(server) == 1
    assert "can't open config file '/etc/missing.conf'" in logs(server)


def test_protected_mode_can_be_asked_for(redis: Containers) -> None:
    server = redis.start("--protected-mode", "yes")
    assert eventually(
        lambda: run_inside(server, "redis-cli", "config", "get", "protected-mode"), during=(AssertionError,)
    ).endswith("yes")


def test_password_is_demanded(redis: Containers) -> None:
    server = redis.start("--requirepass", "given")
    assert ready(server, password="given").get("nothing") is None
    with pytest.raises(AuthenticationError, match="authenticate"):
        Redis(host=address(server)).get("nothing")


@pytest.mark.parametrize("command", [("redis-cli", "--version"), ("redis-server", "--version")])
def test_other_commands_run(redis: Containers, command: tuple[str, ...]) -> None:
    assert "7.0." in redis.output(*command)


def test_server_runs_as_redis_with_the_official_uid_in_data(redis: Containers) -> None:
    server = redis.start()
    assert setting(server, "dir") == "/data"
    assert run_inside(server, "stat", "-c", "%u:%g", "/proc/1") == "999:999"


def test_runs_without_any_privilege(redis: Containers) -> None:
    assert ready(redis.start(**UNPRIVILEGED)).set("a", "b")


@pytest.mark.timed
@pytest.mark.requirement("R11")
def test_data_outlives_the_container_after_a_clean_stop(redis: Containers) -> None:
    volumes = {redis.volume(): {"bind": "/data"}}
    first = redis.start(volumes=volumes)
    ready(first).set("kept", "42")
    code, seconds = stop(first)
    assert code == 0
    assert seconds < 5
    first.remove()
    second = redis.start(volumes=volumes)
    assert ready(second).get("kept") == "42"
    assert run_inside(second, "stat", "-c", "%U %a", "dump.rdb") == "redis 600"


def test_takes_over_files_of_another_user(redis: Containers) -> None:
    volumes = {redis.volume(): {"bind": "/data"}}
    redis.output("touch", "/data/of-root", volumes=volumes)
    server = redis.start(volumes=volumes)
    ready(server)
    assert run_inside(server, "stat", "-c", "%U", "/data/of-root") == "redis"


@pytest.mark.timed
def test_starts_fast(redis: Containers) -> None:
    server = redis.start()
    taken = []
    for _ in range(3):
        ready(server)
        taken.append(seconds_until(server, "Ready to accept connections"))
        server.restart()
    assert min(taken) < 0.3
