"""A port is free when a server could listen on it now. Real sockets."""

import socket
from collections.abc import Iterator

import pytest

from castmatch.stack.free_port import is_free


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server of this very process, on a port that was free."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def taken(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


@pytest.fixture
def free(listener: socket.socket, taken: int) -> int:
    """A port that was just given back."""
    listener.close()
    return taken


def test_a_port_that_somebody_listens_on_is_taken(taken: int) -> None:
    assert not is_free(taken)


def test_a_port_that_was_given_back_is_free_at_once(free: int) -> None:
    assert is_free(free)


def test_a_port_whose_last_calls_are_still_fading_is_free(listener: socket.socket, taken: int) -> None:
    """A server that was stopped a moment ago may start again: Linux remembers its connections for a minute."""
    with socket.create_connection(("127.0.0.1", taken)) as caller:
        listener.accept()[0].close()
        assert caller.recv(1) == b""
    listener.close()

    assert is_free(taken)


def test_a_server_on_all_addresses_takes_the_port_too() -> None:
    with socket.create_server(("0.0.0.0", 0)) as server:
        assert not is_free(server.getsockname()[1])


def test_looking_leaves_the_port_free(free: int) -> None:
    assert is_free(free)
    assert is_free(free)


def test_a_port_that_only_the_daemon_may_open_counts_as_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below 1024 Docker's daemon decides: it has the permission that we lack."""
    monkeypatch.setattr(socket, "socket", NotPermitted)

    assert is_free(80)


class NotPermitted:
    """A socket that may not be bound."""

    def __enter__(self) -> "NotPermitted":
        return self

    def __exit__(self, *_: object) -> None:
        return

    def setsockopt(self, *_: object) -> None:
        return

    def bind(self, _address: tuple[str, int]) -> None:
        raise PermissionError(13, "Permission denied")
