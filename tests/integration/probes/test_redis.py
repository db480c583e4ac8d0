"""The probe of a real Redis: only an authenticated round trip counts, and no secret is shown."""

from collections.abc import Iterator
from typing import Any

import pytest
import redis
from docker.models.containers import Container

from castmatch.probes.container import watch
from castmatch.probes.redis import KEY, round_trip
from castmatch.probes.wait import until_ready
from tests.conftest import Published, RunContainer

pytestmark = [pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R08")]

PASSWORD = "the-cache-secret"
WRONG = "a-wrong-secret"


@pytest.fixture(scope="module")
def server(run_container: RunContainer, redis_image: str) -> Container:
    return run_container(
        redis_image, ["redis-server", "--requirepass", PASSWORD], ports={"6379/tcp": ("127.0.0.1", None)}
    )


@pytest.fixture(scope="module")
def port(server: Container, published: Published) -> int:
    """Where the server listens, as soon as it answers."""
    found, name = published(server, 6379), str(server.name)
    watched = watch(name, print)
    until_ready("redis", "a round trip", lambda: round_trip(url(found)), watched, within=30)
    return found


@pytest.fixture
def client(port: int) -> Iterator[Any]:
    with redis.Redis(port=port, password=PASSWORD, decode_responses=True) as connected:
        yield connected


def url(port: int, password: str = PASSWORD) -> str:
    return f"redis://:{password}@127.0.0.1:{port}/0"


def test_a_round_trip_with_the_password_is_ready(port: int) -> None:
    result = round_trip(url(port))

    assert (result.ready, result.detail) == (True, "wrote and read a value")
    assert 0 < result.latency_ms < 2000


def test_what_it_wrote_goes_by_itself(port: int, client: Any) -> None:
    round_trip(url(port))

    assert 0 < client.ttl(KEY) <= 10
    assert client.keys("*") == [KEY]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("redis://:a-wrong-secret@127.0.0.1:{}/0", "invalid username-password pair"),
        ("redis://127.0.0.1:{}/0", "already authenticated"),
    ],
    ids=["a wrong password", "no password"],
)
def test_a_server_that_runs_is_not_enough(port: int, address: str, reason: str) -> None:
    result = round_trip(address.format(port))

    assert not result.ready
    assert reason in result.detail
    assert WRONG not in result.detail
    assert PASSWORD not in result.detail


def test_a_server_that_cannot_write_is_not_ready(port: int, client: Any) -> None:
    """It still answers PING then."""
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", "1")
    try:
        result = round_trip(url(port))
        assert client.ping()
    finally:
        client.config_set("maxmemory", "0")

    assert not result.ready
    assert "maxmemory" in result.detail


def test_a_frozen_server_is_left_in_time(server: Container, port: int) -> None:
    server.pause()
    try:
        result = round_trip(url(port), timeout=0.5)
    finally:
        server.unpause()

    assert not result.ready
    assert result.latency_ms < 3000


def test_a_stopped_server_is_not_ready(server: Container, port: int) -> None:
    server.stop(timeout=5)

    result = round_trip(url(port))

    assert not result.ready
    assert PASSWORD not in result.detail
