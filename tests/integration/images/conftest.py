"""One `Containers` per test for each offline base image; skips where Docker or it is missing."""

from collections.abc import Iterator

import docker
import pytest
from docker.errors import DockerException

from tests.integration.images.containers import Containers, is_present


@pytest.fixture(scope="session")
def docker_client() -> Iterator[docker.DockerClient]:
    try:
        client = docker.from_env()
        client.ping()
    except DockerException as error:
        pytest.skip(f"Docker does not answer: {error}")
    yield client
    client.close()


def containers_of(client: docker.DockerClient, image: str) -> Iterator[Containers]:
    if not is_present(client, image):
        pytest.skip(f"{image} is missing: run images/build")
    containers = Containers(client, image)
    yield containers
    containers.remove()


@pytest.fixture
def postgres(docker_client: docker.DockerClient) -> Iterator[Containers]:
    yield from containers_of(docker_client, "castmatch/postgres:15")


@pytest.fixture
def redis(docker_client: docker.DockerClient) -> Iterator[Containers]:
    yield from containers_of(docker_client, "castmatch/redis:7")


@pytest.fixture
def node(docker_client: docker.DockerClient) -> Iterator[Containers]:
    yield from containers_of(docker_client, "castmatch/node:24")


@pytest.fixture
def python(docker_client: docker.DockerClient) -> Iterator[Containers]:
    yield from containers_of(docker_client, "castmatch/python:3.11")
