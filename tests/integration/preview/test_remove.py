"""Everything of an ephemeral stack is removed: processes, what it has in Docker, files. Nothing else is."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker
import pytest

from castmatch.preview.ephemeral.place import Place, new_place
from castmatch.preview.ephemeral.remove import remove
from castmatch.stack.images import base_image
from castmatch.stack.model import Images
from tests.base_images import image_settings

pytestmark = [pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R17")]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("HOME", str(tmp_path))
    place = new_place()
    place.make()
    return place


@pytest.fixture
def client() -> Iterator[docker.DockerClient]:
    client = docker.from_env()
    yield client
    for container in client.containers.list(all=True, filters={"name": "castmatch-neighbour"}):
        container.remove(force=True)
    for volume in client.volumes.list(filters={"name": "castmatch-neighbour"}):
        volume.remove()


def fill(client: docker.DockerClient, prefix: str) -> None:
    """A container in a network with a named volume, all named like those of a stack."""
    settings: dict[str, Any] = image_settings()
    image = base_image(Images(**settings.get("images", {})), "redis")
    network = client.networks.create(prefix)
    client.containers.run(
        image, ["sleep", "600"], name=f"{prefix}-redis", detach=True, network=network.name,
        volumes={f"{prefix}-postgres-data": {"bind": "/data"}}, entrypoint="",
    )  # fmt: skip


def test_what_it_has_in_docker_is_removed_and_a_neighbours_is_not(place: Place, client: docker.DockerClient) -> None:
    neighbour = f"castmatch-neighbour-{place.stack}"
    client.volumes.create(f"{neighbour}-postgres-data")
    fill(client, f"castmatch-{place.stack}")

    remove(place)

    assert client.containers.list(all=True, filters={"name": f"castmatch-{place.stack}"}) == []
    assert client.networks.list(names=[f"castmatch-{place.stack}"]) == []
    assert [volume.name for volume in client.volumes.list(filters={"name": place.stack})] == [
        f"{neighbour}-postgres-data"
    ]
    assert not place.root.exists()


def test_a_killed_child_of_the_previews_own_is_not_waited_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays as a zombie until the preview ends, which waits for this: it was waited for in vain for five seconds."""
    monkeypatch.setattr("psutil.wait_procs", lambda *_, **__: pytest.fail("waited for a zombie"))
    child = subprocess.Popen(["sleep", "600"], env=place.environment({"PATH": "/usr/bin:/bin"}))

    remove(place)

    assert child.wait() != 0


def test_its_processes_are_killed_wherever_they_work(place: Place, tmp_path: Path) -> None:
    """A plugin whose engine was killed has the mark, and so has what was started anywhere else."""
    marked = subprocess.Popen(["sleep", "600"], env=place.environment({"PATH": "/usr/bin:/bin"}), cwd=tmp_path)
    inside = subprocess.Popen(["sleep", "600"], cwd=place.root)
    neighbour = subprocess.Popen(["sleep", "600"], cwd=tmp_path)
    try:
        remove(place)

        assert marked.poll() is not None
        assert inside.poll() is not None
        assert neighbour.poll() is None
    finally:
        for process in (marked, inside, neighbour):
            process.kill()
            process.wait()


def test_removing_what_is_not_there_is_no_error(place: Place) -> None:
    remove(place)

    remove(place)
