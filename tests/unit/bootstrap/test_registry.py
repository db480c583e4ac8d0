"""A registry that does not answer differs from one that refuses."""

from types import SimpleNamespace

import docker
import pytest
from docker.errors import APIError

from castmatch.bootstrap.registry import why_no_registry

PING = 'Get "https://registry-1.docker.io/v2/": '


def registry(monkeypatch: pytest.MonkeyPatch, answer: Exception | None) -> None:
    """Let Docker give this answer when it is asked for an image."""

    def get_registry_data(_: str) -> None:
        if answer:
            raise answer

    client = SimpleNamespace(images=SimpleNamespace(get_registry_data=get_registry_data), close=lambda: None)
    monkeypatch.setattr(docker, "from_env", lambda **_: client)


@pytest.mark.parametrize(
    "words",
    [
        PING + "dial tcp: lookup registry-1.docker.io on 192.0.2.53:53: no such host",
        PING + "dial tcp: lookup registry-1.docker.io on 192.0.2.53:53: server misbehaving",
        PING + "dial tcp 192.0.2.1:443: connect: connection refused",
        PING + "dial tcp 192.0.2.1:443: connect: network is unreachable",
        PING + "dial tcp 192.0.2.1:443: i/o timeout",
        PING + "net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
        PING + "net/http: TLS handshake timeout",
        PING + "proxyconnect tcp: dial tcp 192.0.2.1:3128: connect: connection refused",
        PING + "Forbidden",
        PING + "EOF",
    ],
)
def test_no_answer_is_reported_in_dockers_words(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    registry(monkeypatch, APIError("500", explanation=words))

    assert why_no_registry("postgres:17") == words


def test_a_network_that_drops_packets_costs_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    registry(monkeypatch, OSError("Read timed out"))

    assert why_no_registry("postgres:17") == "no answer within 10 s"


@pytest.mark.parametrize(
    "words",
    [
        "manifest unknown: manifest unknown",
        "toomanyrequests: You have reached your unauthenticated pull rate limit",
        PING + "unauthorized: incorrect username or password",
        PING + "x509: certificate signed by unknown authority",
        "errors: denied: requested access to the resource is denied",
    ],
)
def test_a_refusal_is_an_answer(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Each can be fixed; building images instead would hide it."""
    registry(monkeypatch, APIError("500", explanation=words))

    assert why_no_registry("postgres:17") is None


def test_an_image_that_is_there_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    registry(monkeypatch, None)

    assert why_no_registry("postgres:17") is None
