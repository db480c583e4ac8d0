"""One `Containers` per test for each offline base image; skips where Docker or it is missing."""

from collections.abc import Iterator

import docker
import pytest
from docker.errors import DockerException

from tests.integration.images.containers import Containers, for_image


@pytest.fixture(scope="session")
def docker_client() -> Iterator[docker.DockerClient]:
    try:
        client = docker.from_env()
        client.ping()
    except DockerException as error:
        pytest.skip(f"Docker does not answer: {error}")
    yield client
    client.close()


@pytest.fixture
def postgres(docker_client: docker.DockerClient) -> Iterator[Containers]:
    yield from for_image(docker_client, "castmatch/postgres:15")


@pytest.fixture
def redis(docker_client: docker.DockerClient) -> Iterator[Containers]:
    yield from for_image(docker_client, "castmatch/redis:7")


@pytest.fixture
def node(docker_client: docker.DockerClient) -> Iterator[Containers]:
    yield from for_image(docker_client, "castmatch/node:24")


@pytest.fixture
def python(docker_client: docker.DockerClient) -> Iterator[Containers]:
    yield from for_image(docker_client, "castmatch/python:3.11")
