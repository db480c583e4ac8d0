"""Real Pulumi, real Docker. Each fixture says plainly why it skips."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from castmatch.pulumi_cli.pulumi_cli import find
from tests.base_images import image_settings
from tests.e2e.project import copy_project
from tests.e2e.stack import Stack, new_stack

MakeStack = Callable[..., Stack]

READER: dict[str, Any] = {"castmatch_reader": {"grants": [{"access": "read"}], "settings": {"statement_timeout": "5s"}}}


@pytest.fixture(scope="session")
def tools() -> dict[str, Any]:
    """The settings that choose this machine's base images; skips where the CLI, Docker or images are missing."""
    if find() is None:
        pytest.skip("no Pulumi CLI on PATH or in ~/.pulumi (make setup installs it)")
    return image_settings()


@pytest.fixture(scope="session")
def project(tools: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which tests may edit."""
    return copy_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def up(project: Path, tools: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One stack, brought up by `castmatch up` from nothing and shared by the tests that leave it as it was."""
    stack = new_stack(tmp_path_factory.mktemp("shared"), project, tools)
    try:
        result = stack.castmatch("up")
        assert result.code == 0, result.output
        (stack.state / "first-up.txt").write_text(result.output)
        yield stack
    finally:
        stack.remove()


@pytest.fixture(scope="session")
def unguarded(project: Path, tools: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Another one, without a guardian: for tests of what Pulumi does about drift. A guardian would be quicker.

    It declares a reader beside the application's role.
    """
    settings = {**tools, "guardian": {"mode": "none"}, "roles": READER}
    stack = new_stack(tmp_path_factory.mktemp("unguarded"), project, settings)
    try:
        stack.up()
        yield stack
    finally:
        stack.remove()


@pytest.fixture
def make_stack(project: Path, tools: dict[str, Any], tmp_path: Path) -> Iterator[MakeStack]:
    """Make a stack for one test: `make_stack(key=value)` with settings of its own; nothing is up yet."""
    stacks: list[Stack] = []

    def make(**settings: Any) -> Stack:
        stacks.append(new_stack(tmp_path, project, {**tools, **settings}))
        return stacks[-1]

    yield make
    for stack in stacks:
        stack.remove()
        stack.file.unlink(missing_ok=True)
