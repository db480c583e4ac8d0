"""images/build says what it needs, and does only what is left to do."""

import os
import subprocess
from pathlib import Path

import docker
import pytest

pytestmark = [pytest.mark.docker]

BUILD = Path(__file__).parents[3] / "images" / "build"
TAGS = [
    "castmatch/debian:12",
    "castmatch/python:3.11",
    "castmatch/node:24",
    "castmatch/postgres:15",
    "castmatch/redis:7",
]


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with the basic tools, and a docker that has no image and builds none."""
    for name in ("awk", "bash", "cat", "cut", "dirname", "flock", "id", "mktemp", "rm", "sed"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    for name in ("sha256sum", "tail", "tar"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    docker = tmp_path / "docker"
    docker.write_text('#!/bin/bash\n[ "$1" = version ]\n')
    docker.chmod(0o755)
    return tmp_path


def build(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BUILD, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def test_images_that_are_up_to_date_are_left_alone(docker_engine: docker.DockerClient) -> None:
    found = {tag for image in docker_engine.api.images() for tag in image["RepoTags"] or ()}
    if not found.issuperset(TAGS):
        pytest.skip("an image is missing: run images/build")
    assert build().returncode == 0
    before = [docker_engine.images.get(tag).id for tag in TAGS]
    done = build()
    assert done.stdout.splitlines() == [f"{tag}: up to date" for tag in TAGS]
    assert [docker_engine.images.get(tag).id for tag in TAGS] == before


def test_an_unknown_name_is_refused_with_the_known_ones(docker_engine: docker.DockerClient) -> None:
    done = build("mysql")
    assert done.returncode == 1
    assert "expected one of debian python node postgres redis, found: mysql" in done.stderr


def test_docker_that_is_down_is_named_with_the_way_out() -> None:
    done = build(DOCKER_HOST="unix:///nonexistent.sock")
    assert done.returncode == 1
    assert "docker does not answer" in done.stderr
    assert "systemctl start docker" in done.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="root is asked for first")
def test_missing_debootstrap_is_named_with_the_way_out(tools: Path) -> None:
    done = build("redis", PATH=str(tools))
    assert done.returncode == 1
    assert "apt-get install debootstrap" in done.stderr


def test_temporary_files_are_gone_after_a_failure(tools: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    assert build("redis", PATH=str(tools), TMPDIR=str(scratch)).returncode == 1
    assert list(scratch.iterdir()) == []
