"""A probe by the name of its kind, for callers that carry only text."""

import subprocess
import sys

import pytest

from castmatch.probes import http, postgres, redis
from castmatch.probes.kinds import expectation, make_probe
from castmatch.probes.result import ProbeResult

READY = ProbeResult(True, "fine", 1.0)


@pytest.mark.requirement("R08")
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("postgres", "a login as the application role over TCP"),
        ("redis", "an authenticated round trip"),
        ("http", "200 from its health endpoint"),
    ],
)
def test_each_kind_says_what_it_proves(kind: str, words: str) -> None:
    assert expectation(kind) == words


def test_a_postgres_probe_logs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "login", lambda *given: {("postgresql://r:p@127.0.0.1/d", 7): READY}[given])

    assert make_probe("postgres", "postgresql://r:p@127.0.0.1/d", 7)() is READY


def test_a_redis_probe_makes_a_round_trip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis, "round_trip", lambda *given: {("redis://:p@127.0.0.1/0", 7): READY}[given])

    assert make_probe("redis", "redis://:p@127.0.0.1/0", 7)() is READY


def test_an_http_probe_asks_each_address(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {(("http://a/", "http://a/health"), 7): READY}
    monkeypatch.setattr(http, "get", lambda *given: asked[given])

    assert make_probe("http", "http://a/ http://a/health", 7)() is READY


def test_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="no probe of kind smtp"):
        make_probe("smtp", "smtp://127.0.0.1")


def test_no_kinds_library_is_loaded_before_it_is_used() -> None:
    """The command line starts faster without them."""
    look = "import sys, castmatch.probes.kinds; print({'psycopg', 'redis', 'httpx'} & set(sys.modules))"

    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "set()"
