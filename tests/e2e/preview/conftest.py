"""One repository, and one stack of it that is up at its base, for all tests of previews."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.preview.repository import Repository
from tests.e2e.project import copy_project
from tests.e2e.stack import new_stack


@pytest.fixture(scope="package")
def repository(tools: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """The base: a reader beside the application's role, and a secret; committed, and its stack up."""
    folder = copy_project(tmp_path_factory.mktemp("repository"))
    settings = {**tools, "roles": {"castmatch_reader": {"grants": [{"access": "read"}]}}}
    stack = new_stack(tmp_path_factory.mktemp("state"), folder, settings)
    repository = Repository(stack)
    try:
        repository.set_chat_key("sk-the-first-key")
        repository.commit("the developer's stack")
        stack.up()
        yield repository
    finally:
        stack.remove()
