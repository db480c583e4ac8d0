"""These tests judge what `make up` made in a fresh clone on a bare machine: .ci/run makes it and names it here."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.bare.clone import Clone
from tests.browser import chromium


@pytest.fixture(scope="session")
def clone() -> Clone:
    folder, stack = os.environ.get("CASTMATCH_BARE_CLONE"), os.environ.get("CASTMATCH_BARE_STACK")
    if not folder or not stack:
        pytest.skip("only .ci/run makes a fresh clone on a bare machine (CASTMATCH_BARE_CLONE, CASTMATCH_BARE_STACK)")
    return Clone(Path(folder), stack)


@pytest.fixture(scope="session")
def browser(clone: Clone) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
