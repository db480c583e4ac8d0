"""Which base image a service stands on: the developer's own, else the pinned one of the chosen source."""

import re

import pytest

from castmatch.stack.images import OFFICIAL, OFFLINE, BaseName, base_image
from castmatch.stack.model import Images

NAMES: tuple[BaseName, ...] = ("postgres", "redis", "node", "python")


@pytest.mark.parametrize("name", NAMES)
def test_the_official_image_is_the_default(name: BaseName) -> None:
    assert base_image(Images(), name) == OFFICIAL[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_machine_that_can_pull_nothing_uses_the_offline_ones(name: BaseName) -> None:
    assert base_image(Images(source="offline"), name) == OFFLINE[name]


def test_a_developers_own_image_wins_over_either_source_and_leaves_the_others() -> None:
    images = Images(source="offline", postgres="postgres:16.10-bookworm")

    assert base_image(images, "postgres") == "postgres:16.10-bookworm"
    assert base_image(images, "redis") == OFFLINE["redis"]


@pytest.mark.parametrize("reference", OFFICIAL.values())
def test_an_official_image_is_pinned_to_a_patch_release(reference: str) -> None:
    """A moving tag would give two developers two environments."""
    assert re.search(r":\d+\.\d+(\.\d+)?-", reference)
