"""After a restart of the Docker daemon, or of the machine, all five come back without anybody's help.

A daemon of its own takes minutes, so these run nightly (EXHAUSTIVE=1). Run them by hand after a change to what waits or
restarts: `services/`, `components/container.py`, `castmatch/guardian/`.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import docker
import pytest

from castmatch.stack.images import BaseName
from castmatch.stack.model import CONTAINERS
from tests.e2e.load import Load, accepted
from tests.e2e.machine import Machine
from tests.e2e.processes import end_orphans
from tests.e2e.project import copy_project
from tests.e2e.stack import Stack, new_stack
from tests.e2e.test_restart_order import crashes, in_order, log, restarts, wait_until_ready

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.docker,
    pytest.mark.exhaustive,
    pytest.mark.requirement("R09"),
]

PROGRAMS = ("setpriv", "unshare", "nsenter", "dockerd", "ip", "bash")


@pytest.fixture(scope="module")
def images(up: Stack) -> dict[str, str]:
    """Each container's image by name; all of them have been built or pulled for the shared stack."""
    found = {name: up.container(name).attrs["Image"] for name in CONTAINERS}
    return {name: docker.from_env().images.get(image).tags[0] for name, image in found.items()}


@pytest.fixture(scope="module")
def machine(up: Stack, images: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine of its own, with a Docker daemon that has these images and those below them."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if sys.platform != "linux" or os.geteuid() != 0 or missing:
        pytest.skip(f"a Docker daemon of one's own needs Linux, root and {', '.join(missing or PROGRAMS)}")
    machine = Machine(tmp_path_factory.mktemp("m"))
    try:
        machine.boot()
        machine.start_docker()
        machine.load([*images.values(), *(up.image(base) for base in get_args(BaseName))])
        yield machine
    finally:
        machine.scrap()


@pytest.fixture(scope="module")
def stack(
    machine: Machine, images: dict[str, str], tools: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """A stack, brought up by `castmatch up` on that machine."""
    project = copy_project(tmp_path_factory.mktemp("project"))
    start_from(images, project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCKER_HOST", machine.docker_host)
        with machine.network():
            stack = new_stack(tmp_path_factory.mktemp("state"), project, tools)
            result = stack.castmatch("up")
        assert result.code == 0, result.output
        yield stack
        end_orphans(project)


def start_from(images: dict[str, str], project: Path) -> None:
    """Let each image of ours be the one that is there: nothing can be installed on a machine without a network."""
    for dockerfile in [*project.glob("services/*/Dockerfile"), *project.glob("castmatch/*/Dockerfile")]:
        dockerfile.write_text(f"FROM {images[dockerfile.parent.name]}\n")


def test_a_restart_of_the_docker_daemon_is_survived(machine: Machine, stack: Stack) -> None:
    """SIGTERM, as a service manager or an upgrade does it, and a start."""
    with machine.network(), Load(stack) as load:
        load.wait_until_fine(10)
    since = datetime.now(UTC)

    machine.stop_docker()
    machine.start_docker()

    with machine.network():
        all_are_back(stack, load, since)


def test_a_machine_that_loses_its_power_comes_back_with_everything(machine: Machine, stack: Stack) -> None:
    """No process gets a chance to end well, and /run, networks and namespaces are gone."""
    with machine.network(), Load(stack) as load:
        load.wait_until_fine(10)
        since = datetime.now(UTC)
        machine.cut_power()
    machine.boot()
    machine.start_docker()

    with machine.network():
        all_are_back(stack, load, since)


def all_are_back(stack: Stack, load: Load, since: datetime) -> None:
    """Ready, not one crash, and every write that was accepted is there once."""
    wait_until_ready(stack)
    written, stored = accepted(load.answers), load.stored()
    assert written
    assert {name: stored[name] for name in written} == dict.fromkeys(written, 1)
    assert crashes(stack, since) == []
    assert restarts(stack) == dict.fromkeys(CONTAINERS, 0)
    assert in_order(log(stack, "backend", since), "listening")
