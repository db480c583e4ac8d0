"""Redis's probe, as far as it needs no server. See the integration tests for the rest."""

import socket
from collections.abc import Iterator

import pytest
import redis

from castmatch.probes.redis import KEY, round_trip


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_closed_port_is_not_ready_at_once_and_shows_no_password(silent: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    result = round_trip(f"redis://:a-secret@127.0.0.1:{port}/0")

    assert not result.ready
    assert "Connection refused" in result.detail
    assert "a-secret" not in result.detail
    assert result.latency_ms < 1500


def test_a_server_that_never_answers_is_left_in_time(silent: int) -> None:
    """One timeout, not one for each retry of the client library."""
    result = round_trip(f"redis://:a-secret@127.0.0.1:{silent}/0", timeout=0.2)

    assert not result.ready
    assert "Timeout" in result.detail
    assert 200 <= result.latency_ms < 1500


@pytest.mark.requirement("R08")
def test_a_server_that_gives_back_something_else_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis.Redis, "from_url", lambda _url, **_options: Forgetful())

    assert not round_trip("redis://:p@127.0.0.1/0").ready


class Forgetful:
    """A client whose server has kept an older value."""

    def __enter__(self) -> "Forgetful":
        return self

    def __exit__(self, *_: object) -> None:
        return

    def pipeline(self) -> "Forgetful":
        return self

    def set(self, key: str, _token: str, ex: int) -> "Forgetful":
        assert key == KEY
        assert ex == 10, "the value must not outlive its use"
        return self

    def get(self, _key: str) -> "Forgetful":
        return self

    def execute(self) -> list[object]:
        return [True, "a value of last week"]
