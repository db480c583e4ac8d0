"""Every base image is on the machine before Pulumi needs it: built here, pulled, or refused with a fix."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docker.errors import APIError, ImageNotFound

from castmatch.bootstrap import base_images
from castmatch.bootstrap.base_images import ensure_base_images
from castmatch.docker_engine import images
from castmatch.errors import UserError
from castmatch.stack.images import OFFICIAL, OFFLINE
from castmatch.stack.model import Images


@dataclass
class Machine:
    """Images that are here, and images that a registry has; what was done to get them."""

    here: set[str] = field(default_factory=set)
    registry: set[str] = field(default_factory=set)
    build_code: int = 0
    done: list[str] = field(default_factory=list)

    def get(self, reference: str) -> str:
        if reference not in self.here:
            raise ImageNotFound(f"No such image: {reference}")
        return reference

    def pull(self, reference: str, **_: bool) -> Iterator[bytes]:
        if reference not in self.registry:
            raise APIError("404", explanation=f"manifest for {reference} not found")
        self.done.append(f"pulled {reference}")
        self.here.add(reference)
        yield b"{}"

    def build(self, command: list[Any], **_: Any) -> subprocess.CompletedProcess[bytes]:
        self.done.append(f"built {' '.join(command[1:])}")
        return subprocess.CompletedProcess(command, self.build_code)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine()
    for place in (base_images, images):
        monkeypatch.setattr(place, "engine", lambda: SimpleNamespace(images=found, api=found))
    monkeypatch.setattr(base_images, "BUILD_TOOLS", {"debootstrap": Path(__file__)})
    monkeypatch.setattr(base_images, "offer", lambda _, names, yes: found.done.append(f"{' '.join(names)} {yes=}"))
    monkeypatch.setattr(subprocess, "run", found.build)
    return found


def test_images_that_are_here_are_neither_pulled_nor_built(machine: Machine, tmp_path: Path) -> None:
    machine.here = set(OFFICIAL.values())

    ensure_base_images(tmp_path, Images())

    assert machine.done == []


def test_missing_official_images_are_pulled(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.here = {OFFICIAL["postgres"], OFFICIAL["redis"]}
    machine.registry = set(OFFICIAL.values())

    ensure_base_images(tmp_path, Images())

    assert machine.done == [f"pulled {OFFICIAL['node']}", f"pulled {OFFICIAL['python']}"]
    assert f"node: pulling {OFFICIAL['node']}" in capsys.readouterr().err


def test_missing_offline_images_are_built_in_one_go(machine: Machine, tmp_path: Path) -> None:
    machine.here = {OFFLINE["postgres"]}

    ensure_base_images(tmp_path, Images(source="offline"))

    assert machine.done == ["built redis node python"]


def test_a_developers_own_image_is_pulled_beside_offline_ones(machine: Machine, tmp_path: Path) -> None:
    machine.here = {*OFFLINE.values()} - {OFFLINE["postgres"]}
    machine.registry = {"postgres:16.10-bookworm"}

    ensure_base_images(tmp_path, Images(source="offline", postgres="postgres:16.10-bookworm"))

    assert machine.done == ["pulled postgres:16.10-bookworm"]


def test_an_image_that_cannot_be_had_is_an_error_with_every_fix(machine: Machine, tmp_path: Path) -> None:
    machine.here = {*OFFICIAL.values()} - {OFFICIAL["redis"]}

    with pytest.raises(UserError) as caught:
        ensure_base_images(tmp_path, Images())

    assert caught.value.expected == f"the image {OFFICIAL['redis']} for redis, on this machine or in a registry"
    assert caught.value.found == f"manifest for {OFFICIAL['redis']} not found"
    assert "castmatch:images.redis" in caught.value.next_step
    assert "castmatch:images: {source: offline}" in caught.value.next_step


def test_a_pull_that_ends_without_the_image_is_a_failure(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Docker reports some failures only inside the stream."""
    monkeypatch.setattr(machine, "pull", lambda _reference, **_: iter([b'{"error": "no space left"}']))

    with pytest.raises(UserError, match="No such image"):
        ensure_base_images(tmp_path, Images())


def test_a_build_that_fails_names_its_images(machine: Machine, tmp_path: Path) -> None:
    machine.build_code = 1

    with pytest.raises(UserError) as caught:
        ensure_base_images(tmp_path, Images(source="offline"))

    assert caught.value.expected == "the offline images postgres, redis, node, python"
    assert caught.value.next_step.endswith("make setup")


@pytest.mark.parametrize("yes", [True, False])
def test_missing_build_tools_are_offered(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, yes: bool
) -> None:
    """Without consent images/build names what is missing."""
    monkeypatch.setattr(
        base_images, "BUILD_TOOLS", {"debootstrap": tmp_path / "none", "ca-certificates": Path(__file__)}
    )
    machine.here = {*OFFLINE.values()} - {OFFLINE["redis"]}

    ensure_base_images(tmp_path, Images(source="offline"), yes)

    assert machine.done == [f"debootstrap {yes=}", "built redis"]
