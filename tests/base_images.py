"""The base images that the tests use here: the official ones where they can be had, else the offline ones."""

import os
import shutil
import subprocess
from functools import cache
from typing import Any

import docker
import pytest
from docker.errors import DockerException, ImageNotFound

from castmatch.stack.images import OFFICIAL, OFFLINE
from tests.e2e.project import PROJECT


@cache
def image_settings() -> dict[str, Any]:
    """The stack settings that choose the images. Skips the test, saying why, where there are none.

    CASTMATCH_TEST_IMAGES=offline or =official decides by hand.
    """
    client = _docker()
    choice = os.environ.get("CASTMATCH_TEST_IMAGES")
    if choice != "official" and (choice == "offline" or not _official(client)):
        _build_offline(client)
        return {"images": {"source": "offline"}}
    return {"images": {"source": "official"}}  # said, because this machine's own default may be another


def _docker() -> docker.DockerClient:
    try:
        client = docker.from_env()
        client.ping()
    except DockerException as error:
        pytest.skip(f"no Docker Engine answers ({str(error)[:80]})")
    return client


def _official(client: docker.DockerClient) -> bool:
    """Whether each official image is here or in a registry that answers."""
    return all(_has(client, reference) or _registry_has(client, reference) for reference in OFFICIAL.values())


def _has(client: docker.DockerClient, reference: str) -> bool:
    try:
        client.images.get(reference)
    except ImageNotFound:
        return False
    return True


def _registry_has(client: docker.DockerClient, reference: str) -> bool:
    try:
        client.images.get_registry_data(reference)
    except DockerException:
        return False
    return True


def _build_offline(client: docker.DockerClient) -> None:
    """Build what is missing or out of date; without the means, images that are here will do."""
    if os.geteuid() == 0 and shutil.which("debootstrap") is not None:
        subprocess.run([PROJECT / "images" / "build"], check=True)
    elif not all(_has(client, reference) for reference in OFFLINE.values()):
        pytest.skip("no official image can be pulled, and building offline ones needs root and debootstrap")
