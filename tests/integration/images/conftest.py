"""One `Containers` per test for each offline base image; skips where Docker or it is missing."""

from collections.abc import Iterator

import docker
import pytest

from tests.integration.images.containers import Containers, for_image


@pytest.fixture
def postgres(docker_engine: docker.DockerClient) -> Iterator[Containers]:
    yield from for_image(docker_engine, "postgres")


@pytest.fixture
def redis(docker_engine: docker.DockerClient) -> Iterator[Containers]:
    yield from for_image(docker_engine, "redis")


@pytest.fixture
def node(docker_engine: docker.DockerClient) -> Iterator[Containers]:
    yield from for_image(docker_engine, "node")


@pytest.fixture
def python(docker_engine: docker.DockerClient) -> Iterator[Containers]:
    yield from for_image(docker_engine, "python")
