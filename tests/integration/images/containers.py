"""Containers and volumes for one test, with the few questions that every test asks of them."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import docker
from docker.errors import NotFound
from docker.models.containers import Container

from castmatch.stack.images import BaseName
from tests.conftest import present

# Docker's strictest setting: root's capabilities are gone, so no entrypoint can lean on them.
UNPRIVILEGED = {"user": "999:999", "cap_drop": ["ALL"], "security_opt": ["no-new-privileges"]}


@dataclass(frozen=True)
class Containers:
    """Starts containers of one image, and removes them with their volumes in the end."""

    client: docker.DockerClient
    image: str
    prefix: str = os.environ.get("CASTMATCH_TEST_PREFIX", "castmatch-test")
    started: list[Container] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)

    def volume(self) -> str:
        name = f"{self.prefix}-{uuid4().hex[:12]}"
        self.client.volumes.create(name)
        self.volumes.append(name)
        return name

    def start(self, *command: str, **options: Any) -> Container:
        """Starts the image with docker's own options (environment, volumes, user …)."""
        name = f"{self.prefix}-{uuid4().hex[:12]}"
        container = self.client.containers.create(self.image, list(command) or None, name=name, **options)
        self.started.append(container)
        container.start()
        return container

    def output(self, *command: str, **options: Any) -> str:
        """Runs a command to its end and returns what it printed; fails unless it succeeds."""
        container = self.start(*command, **options)
        code = exit_code(container)
        assert code == 0, logs(container)
        return logs(container).strip()

    def remove(self) -> None:
        for container in self.started:
            with suppress(NotFound):
                container.remove(force=True, v=True)
        for name in self.volumes:
            self.client.volumes.get(name).remove(force=True)


def for_image(client: docker.DockerClient, name: BaseName) -> Iterator[Containers]:
    """One `Containers` of an offline base image, emptied at the end; skips the test where the image is missing."""
    containers = Containers(client, present(client, name))
    yield containers
    containers.remove()


def logs(container: Container) -> str:
    return str(container.logs().decode())


def exit_code(container: Container, timeout: float = 30) -> int:
    return int(container.wait(timeout=timeout)["StatusCode"])


def address(container: Container) -> str:
    """The container's address on the default bridge; Docker forgets it when the container ends."""
    container.reload()
    found = str(container.attrs["NetworkSettings"]["IPAddress"])
    assert found, f"{container.name} is not running:\n{logs(container)}"
    return found


def run_inside(container: Container, *command: str, user: str = "") -> str:
    code, output = container.exec_run(list(command), user=user)
    assert isinstance(output, bytes)
    text = output.decode().strip()
    assert code == 0, text
    return text


def stop(container: Container, grace: int = 20) -> tuple[int, float]:
    """Stops the container as Docker does; returns its exit code and the seconds it took."""
    began = time.monotonic()
    container.stop(timeout=grace)
    return exit_code(container), time.monotonic() - began


def seconds_until(container: Container, line: str) -> float:
    """Seconds from the container's last start to the last log line that contains `line`."""
    container.reload()
    stamped = container.logs(timestamps=True).decode().splitlines()
    written = [entry.split(" ", 1)[0] for entry in stamped if line in entry][-1]
    return (_moment(written) - _moment(container.attrs["State"]["StartedAt"])).total_seconds()


def _moment(text: str) -> datetime:
    # Docker writes nanoseconds, which datetime cannot hold.
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d*", r"\1", text))
