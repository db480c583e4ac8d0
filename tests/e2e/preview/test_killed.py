"""A preview that is killed at any point leaves nothing: no container, network, volume, process or file."""

import os
import signal
from collections.abc import Callable

import docker
import psutil
import pytest

from castmatch.preview.ephemeral.place import MARK, places_folder
from tests.e2e.preview.repository import Repository
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R17")]

# What must be there at the moment of the kill, in the order in which it comes to be.
MOMENTS: dict[str, Callable[[], bool]] = {
    "nothing yet": lambda: True,
    "a folder": lambda: any(places_folder().glob("preview-*")),
    "the base's files": lambda: any(places_folder().glob("preview-*/castmatch/Pulumi.yaml")),
    "an empty stack": lambda: any(places_folder().glob("preview-*/state/.pulumi/stacks/*/*.json")),
    "a network": lambda: bool(docker.from_env().networks.list(names=["castmatch-preview-"])),
    "a volume": lambda: bool(docker.from_env().volumes.list(filters={"name": "castmatch-preview-"})),
    "one container": lambda: containers() >= 1,
    "four containers": lambda: containers() >= 4,
    "all containers": lambda: containers() >= 6,
    "the head in its place": lambda: any(places_folder().glob("preview-*/base")),
}


# Two of them each time: a process alone while containers are being made, and late a whole group.
ALWAYS = ("one container", "the head in its place")


@pytest.mark.parametrize(
    "moment", [name if name in ALWAYS else pytest.param(name, marks=pytest.mark.exhaustive) for name in MOMENTS]
)
def test_nothing_remains_of_a_killed_preview(repository: Repository, moment: str) -> None:
    """Every second one with its whole process group, as a terminal does; the others alone, as by `kill -9`."""
    whole_group = list(MOMENTS).index(moment) % 2 == 1
    preview = repository.stack.start(
        ".venv/bin/python", "-m", "castmatch", "preview", "--base", "main", "--stack", repository.stack.name
    )
    # A slow machine may take minutes to bring the base up.
    eventually(lambda: MOMENTS[moment]() or preview.poll() is not None, 240, every=0.01)
    assert preview.poll() is None, preview.stdout and preview.stdout.read()

    (os.killpg if whole_group else os.kill)(preview.pid, signal.SIGKILL)
    preview.wait()

    eventually(nothing_remains, 90, during=(AssertionError,))


def nothing_remains() -> bool:
    assert remains() == []
    return True


def containers() -> int:
    return len(docker.from_env().containers.list(filters={"name": "^/castmatch-preview-"}, ignore_removed=True))


def remains() -> list[str]:
    """Everything of any ephemeral stack."""
    client = docker.from_env()
    named: dict[str, str | list[str] | bool] = {"name": "castmatch-preview-"}
    return [
        *(str(container.name) for container in client.containers.list(all=True, filters=named, ignore_removed=True)),
        *(str(network.name) for network in client.networks.list(filters=named)),
        *(str(volume.name) for volume in client.volumes.list(filters=named)),
        *(str(folder) for folder in places_folder().glob("*")),
        *(f"process {process.pid}" for process in psutil.process_iter() if is_ours(process)),
    ]


def is_ours(process: psutil.Process) -> bool:
    try:
        return MARK in process.environ() or "castmatch.preview.ephemeral.remove" in process.cmdline()
    except (psutil.Error, OSError):
        return False
