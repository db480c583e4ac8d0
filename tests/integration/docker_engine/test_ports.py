"""Real containers on real ports: who holds one, and whether it is ours."""

import time

import pytest
from docker.models.containers import Container

from castmatch.docker_engine.port_check import foreign_holder
from castmatch.docker_engine.ports import container_at, is_free
from tests.conftest import Published, RunContainer
from tests.postgres.cluster import free_port

pytestmark = [pytest.mark.integration, pytest.mark.docker]


@pytest.fixture(scope="module")
def holder(run_container: RunContainer, redis_image: str) -> Container:
    return run_container(redis_image, ports={"6379/tcp": ("127.0.0.1", None)})


@pytest.fixture(scope="module")
def port(holder: Container, published: Published) -> int:
    return published(holder, 6379)


def test_a_published_port_is_taken_by_its_container(holder: Container, port: int) -> None:
    assert not is_free(port)
    assert container_at(port) == holder.name


@pytest.mark.requirement("R18")
def test_to_another_stack_it_is_a_stranger_and_to_its_own_it_is_not(holder: Container, port: int) -> None:
    assert foreign_holder(port, "castmatch-dev-redis") == f"container {holder.name}"
    assert foreign_holder(port, str(holder.name)) is None


def test_a_stopped_container_gives_its_port_back(holder: Container, port: int) -> None:
    holder.stop(timeout=5)

    assert is_free(port)
    assert container_at(port) is None


@pytest.mark.requirement("R15")
def test_a_container_of_ours_that_crashes_again_and_again_is_never_a_stranger(
    run_container: RunContainer, redis_image: str
) -> None:
    """It comes and goes between two looks: at its port, and at what Docker says of it."""
    port = free_port()
    crashing = run_container(
        redis_image, ["sh", "-c", "exit 1"], ports={"6379/tcp": ("127.0.0.1", port)}, restart_policy={"Name": "always"}
    )

    found, deadline = set(), time.monotonic() + 4
    while time.monotonic() < deadline:
        found.add(foreign_holder(port, str(crashing.name)))

    crashing.reload()
    assert crashing.attrs["RestartCount"] > 2
    assert found == {None}
