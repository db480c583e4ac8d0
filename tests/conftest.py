"""Shared by all tests: hypothesis without a stopwatch; Docker, offline base images, and containers that go again."""

import io
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import uuid4

import docker
import pytest
from docker.errors import DockerException, ImageNotFound
from docker.models.containers import Container
from hypothesis import settings

from castmatch.stack.images import OFFLINE, BaseName

EXHAUSTIVE = "EXHAUSTIVE"  # `make test EXHAUSTIVE=1`

RunContainer = Callable[..., Container]
Published = Callable[[Container, int], int]

# On a busy machine any example may take long. Timings belong in `make bench`.
settings.register_profile("castmatch", deadline=None, max_examples=100 if os.environ.get(EXHAUSTIVE) else 30)
settings.load_profile("castmatch")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is one more of a kind, unless all was asked for."""
    if os.environ.get(EXHAUSTIVE):
        return
    left_out = [item for item in items if item.get_closest_marker("exhaustive")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def docker_engine() -> Iterator[docker.DockerClient]:
    """Docker, or the reason why there is none."""
    try:
        client = docker.from_env()
        client.ping()
    except DockerException as error:
        pytest.skip(f"no Docker Engine answers: {str(error)[:120]}")
    yield client
    client.close()


@pytest.fixture(scope="session")
def postgres_image(docker_engine: docker.DockerClient) -> str:
    return present(docker_engine, "postgres")


@pytest.fixture(scope="session")
def redis_image(docker_engine: docker.DockerClient) -> str:
    return present(docker_engine, "redis")


@pytest.fixture(scope="module")
def run_container(docker_engine: docker.DockerClient) -> Iterator[RunContainer]:
    """Start a container with docker's own options: `run_container(image, command, ports=…)`.

    `files` are path to content of what is put in before the start, writable by everyone. All go with their volumes
    when the module's tests are over.
    """
    started: list[Container] = []

    def run(
        image: str, command: list[str] | None = None, files: Mapping[str, str] | None = None, **options: Any
    ) -> Container:
        name = f"castmatch-test-{uuid4().hex[:12]}"
        container = docker_engine.containers.create(image, command, name=name, **options)
        started.append(container)
        container.put_archive("/", archive(files or {}))
        container.start()
        return container

    try:
        yield run
    finally:
        for container in started:
            container.remove(force=True, v=True)


def archive(files: Mapping[str, str]) -> bytes:
    """The files as Docker takes them, each writable by everyone."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as packed:
        for path, text in files.items():
            entry = tarfile.TarInfo(path.lstrip("/"))
            entry.size, entry.mode = len(text.encode()), 0o666
            packed.addfile(entry, io.BytesIO(text.encode()))
    return target.getvalue()


@pytest.fixture(scope="session")
def published() -> Published:
    """The port of this machine behind which a container's port is, where it was published at a free one."""

    def port(container: Container, inside: int) -> int:
        container.reload()
        bindings = container.ports[f"{inside}/tcp"]
        assert bindings, f"{container.name} does not publish {inside}"
        return int(bindings[0]["HostPort"])

    return port


def present(client: docker.DockerClient, name: BaseName) -> str:
    """An offline base image, or the command that builds it."""
    try:
        client.images.get(OFFLINE[name])
    except ImageNotFound:
        pytest.skip(f"{OFFLINE[name]} is not on this machine: run images/build {name}")
    return OFFLINE[name]
