"""Who holds a port: nobody, a container, or a process with its name and number. Real sockets."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from castmatch.docker_engine.ports import container_at, process_at
from tests.unit.conftest import FakeEngine


@pytest.fixture
def taken() -> Iterator[int]:
    """The port of a server of this very process."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


class TestProcessAt:
    def test_the_process_is_named_with_its_number(self, taken: int) -> None:
        name = Path("/proc/self/comm").read_text().strip()

        assert process_at(taken) == f"{name} (pid {os.getpid()})"

    def test_a_free_port_has_no_process(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            free = server.getsockname()[1]

        assert process_at(free) is None

    def test_a_server_on_ipv6_is_found_as_well(self) -> None:
        if not socket.has_dualstack_ipv6():
            pytest.skip("no IPv6 on this machine")
        with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as server:
            assert f"(pid {os.getpid()})" in str(process_at(server.getsockname()[1]))

    def test_a_process_that_ends_while_we_look_is_passed_over(
        self, taken: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "scandir", gone(os.scandir))
        monkeypatch.setattr(os, "listdir", gone(os.listdir))

        assert f"(pid {os.getpid()})" in str(process_at(taken))


class TestContainerAt:
    def test_the_container_that_publishes_the_port_is_named(self, fake_engine: FakeEngine) -> None:
        fake_engine(running({"/web": [{"PrivatePort": 80, "PublicPort": 8080, "Type": "tcp"}], "/cache": []}))

        assert container_at(8080) == "web"

    def test_a_port_inside_a_container_takes_none_of_ours(self, fake_engine: FakeEngine) -> None:
        fake_engine(running({"/cache": [{"PrivatePort": 6379, "Type": "tcp"}]}))

        assert container_at(6379) is None


def gone(look: Any) -> Any:
    """A look at folders that finds one process gone."""

    def looked(path: Any = ".") -> Any:
        if str(path) == "/proc/1/fd":
            raise ProcessLookupError(3, "No such process")
        return look(path)

    return looked


def running(containers: dict[str, list[dict[str, Any]]]) -> SimpleNamespace:
    """Docker's API where these containers run, with these ports."""
    return SimpleNamespace(
        containers=lambda: [{"Names": [name], "Ports": published} for name, published in containers.items()]
    )
