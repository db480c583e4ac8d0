"""The holder of a port: none, a container, or a process with its name and number. Real sockets."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from castmatch.docker_engine.ports import container_at, is_free, process_at
from tests.unit.conftest import FakeEngine


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


class TestIsFree:
    def test_a_port_that_somebody_listens_on_is_taken(self, taken: int) -> None:
        assert not is_free(taken)

    def test_a_port_that_was_given_back_is_free_at_once(self, free: int) -> None:
        assert is_free(free)

    def test_a_port_whose_last_calls_are_still_fading_is_free(self, listener: socket.socket, taken: int) -> None:
        """A server that was stopped a moment ago may start again: Linux remembers its connections for a minute."""
        with socket.create_connection(("127.0.0.1", taken)) as caller:
            listener.accept()[0].close()
            assert caller.recv(1) == b""
        listener.close()

        assert is_free(taken)

    def test_a_server_on_all_addresses_takes_the_port_too(self) -> None:
        with socket.create_server(("0.0.0.0", 0)) as server:
            assert not is_free(server.getsockname()[1])

    def test_looking_leaves_the_port_free(self, free: int) -> None:
        assert is_free(free)
        assert is_free(free)

    def test_a_port_that_only_the_daemon_may_open_counts_as_free(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Below 1024 Docker's daemon decides: it has the permission that we lack."""
        monkeypatch.setattr(socket, "socket", NotPermitted)

        assert is_free(80)


class TestProcessAt:
    def test_the_process_is_named_with_its_number(self, taken: int) -> None:
        name = Path("/proc/self/comm").read_text().strip()

        assert process_at(taken) == f"{name} (pid {os.getpid()})"

    def test_a_free_port_has_no_process(self, free: int) -> None:
        assert process_at(free) is None

    def test_a_server_on_ipv6_is_found_as_well(self) -> None:
        if not socket.has_dualstack_ipv6():
            pytest.skip("no IPv6 on this machine")
        with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as server:
            assert f"(pid {os.getpid()})" in str(process_at(server.getsockname()[1]))


class TestContainerAt:
    def test_the_container_that_publishes_the_port_is_named(self, fake_engine: FakeEngine) -> None:
        fake_engine(running({"/web": [{"PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"}], "/cache": []}))

        assert container_at(8080) == "web"

    def test_a_port_inside_a_container_takes_none_of_ours(self, fake_engine: FakeEngine) -> None:
        fake_engine(running({"/cache": [{"PrivatePort": 6379, "Type": "tcp"}]}))

        assert container_at(6379) is None


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


def running(containers: dict[str, list[dict[str, Any]]]) -> SimpleNamespace:
    """Docker's API where these containers run, with these ports."""
    return SimpleNamespace(
        containers=lambda: [{"Names": [name], "Ports": published} for name, published in containers.items()]
    )
