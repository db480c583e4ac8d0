"""PostgreSQL's probe, as far as it needs no server: its connection, and its report. See the integration tests."""

import socket
from typing import Any

import psycopg
import pytest

from castmatch.probes import postgres
from castmatch.probes.postgres import login

URL = "postgresql://r%C3%B4le:p%40ss%2Fword@127.0.0.1:5433/my%20cast"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the probe connects with; the connection then fails."""
    parameters: dict[str, Any] = {}

    def connect(**given: Any) -> None:
        parameters.update(given)
        raise psycopg.OperationalError('connection failed: FATAL:  role "r" does not exist')

    monkeypatch.setattr(postgres, "connect", connect)
    return parameters


def test_it_logs_in_with_exactly_what_the_url_says(asked: dict[str, Any]) -> None:
    login(URL)

    assert asked == {
        "host": "127.0.0.1",
        "port": 5433,
        "user": "rôle",
        "password": "p@ss/word",
        "dbname": "my cast",
        "connect_timeout": 2,
    }


@pytest.mark.parametrize(("timeout", "seconds"), [(0.1, 2), (2, 2), (4.6, 5)])
def test_its_timeout_is_never_below_what_libpq_knows(asked: dict[str, Any], timeout: float, seconds: int) -> None:
    login(URL, timeout)

    assert asked["connect_timeout"] == seconds


def test_a_refused_login_is_reported_in_the_servers_words(asked: dict[str, Any]) -> None:
    result = login(URL)

    assert not result.ready
    assert result.detail == 'FATAL:  role "r" does not exist'


def test_a_closed_port_is_not_ready_and_shows_no_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    result = login(f"postgresql://castmatch_user:a-secret@127.0.0.1:{port}/castmatch")

    assert not result.ready
    assert "Connection refused" in result.detail
    assert "a-secret" not in result.detail
