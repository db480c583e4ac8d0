"""A stack of the code before the house moved meets today's: nothing of it is made again, and a fault is repaired."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from castmatch.stack.model import CONTAINERS
from tests.e2e.project import copy_commit
from tests.e2e.stack import Stack, new_stack
from tests.faults.fault import OWNER, drop

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.docker,
    pytest.mark.requirement("R07"),
    pytest.mark.requirement("R15"),
    pytest.mark.requirement("R20"),
]

BEFORE_THE_MOVE = "a66553d"
# Its image is built from the guardian's own code, so another code means another container. It holds no data.
MADE_AGAIN = {"guardian"}


@pytest.fixture
def of_before(tools: dict[str, Any], tmp_path: Path) -> Iterator[Stack]:
    """A stack that the old code has brought up in a folder of its own, where the old code still is."""
    folder = copy_commit(BEFORE_THE_MOVE, tmp_path / "project")
    if folder is None:
        pytest.skip(f"the history here does not hold {BEFORE_THE_MOVE} (git fetch --unshallow brings it)")
    stack = new_stack(tmp_path, folder, tools)
    try:
        stack.up()
        yield stack
    finally:
        stack.remove()


def test_todays_code_repairs_a_stack_of_before_and_replaces_no_database(of_before: Stack, project: Path) -> None:
    """Same folder, state and containers; preview names the dropped role, one up repairs it and loses nothing."""
    stack, talents, before = of_before, of_before.talent_count(), containers(of_before)
    pull_todays_code(stack, project)
    stack.container("guardian").stop()  # it would be quicker than `up`
    stack.sql(drop(OWNER))

    preview = stack.preview()
    stack.up()

    assert "role castmatch_user is missing" in preview.output
    after = containers(stack)
    assert {name for name in before if before[name] != after[name]} <= MADE_AGAIN
    assert stack.is_healthy("backend", "frontend")
    assert stack.talent_count() == talents
    stack.expect_no_changes()


def pull_todays_code(stack: Stack, today: Path) -> None:
    """As `git pull` does: files that differ change, the stack's own file and what the apps wrote stay."""
    for words in (("fetch", "--quiet", str(today), "main"), ("checkout", "--quiet", "--force", "FETCH_HEAD")):
        subprocess.run(["git", *words], cwd=stack.folder, check=True)


def containers(stack: Stack) -> dict[str, str]:
    """Name to id; another id would be another container."""
    return {name: str(stack.container(name).id) for name in CONTAINERS}
