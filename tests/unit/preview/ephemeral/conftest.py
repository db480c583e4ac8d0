"""A project in a git repository of its own."""

from pathlib import Path

import pytest

from tests.unit.preview.ephemeral.repository import commit, git


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with one commit on main."""
    folder = tmp_path / "project"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "config", "user.name", "Anna")
    git(folder, "config", "user.email", "anna@castmatch.example")
    (folder / "Pulumi.yaml").write_text("name: castmatch\n")
    (folder / ".gitignore").write_text("ignored\n")
    commit(folder, "first")
    return folder
