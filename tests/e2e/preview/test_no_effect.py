"""A pull request without effect: the report says so, nothing stays on the developer's disk, and `up` does nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.preview.applied import apply
from tests.e2e.preview.branches import REFACTORED
from tests.e2e.preview.repository import Repository
from tests.e2e.preview.test_killed import remains
from tests.e2e.stack import Result

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R17")]


@dataclass(frozen=True)
class Previewed:
    """One preview of the branch: how it ended, its JSON and its comment, and which files there were around it."""

    result: Result
    report: dict[str, Any]
    comment: str
    before: list[set[Path]]
    after: list[set[Path]]


@pytest.fixture(scope="module")
def previewed(repository: Repository, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Previewed]:
    folder, pulumi = tmp_path_factory.mktemp("reports"), own_pulumi_home(tmp_path_factory.mktemp("pulumi"))
    repository.branch_off(REFACTORED)
    looked_at = [repository.folder, pulumi]
    before = [files(one) for one in looked_at]
    options = ("--base", "main", "--fail-on", "changes", "--format", "json", "--comment", str(folder / "comment.md"))
    result = repository.preview(*options, "--output", str(folder / "report.json"), PULUMI_HOME=str(pulumi))
    after = [files(one) for one in looked_at]
    assert result.code == 0, result.output
    report = json.loads((folder / "report.json").read_text())
    yield Previewed(result, report, (folder / "comment.md").read_text(), before, after)
    repository.git("checkout", "--quiet", "--force", "main")


def test_it_is_reported_as_no_changes(previewed: Previewed) -> None:
    assert previewed.report["changes"] == []
    assert previewed.report["verdict"] == "no changes"
    assert "### no changes" in previewed.comment.lower()


def test_the_developers_own_folders_are_as_before(previewed: Previewed) -> None:
    """No worktree in the repository, no note in Pulumi's home, no file in the project."""
    assert previewed.after == previewed.before
    assert remains() == []


def test_up_does_nothing(repository: Repository, previewed: Previewed, tmp_path: Path) -> None:
    applied = apply(repository.stack, tmp_path / "events.json")

    assert applied.result.code == 0, applied.result.output
    assert (applied.operations, applied.replaced) == (frozenset(), frozenset())


def own_pulumi_home(folder: Path) -> Path:
    """A home of Pulumi's for this test alone, with everybody's plugins: the other one serves the developer here."""
    plugins = Path.home() / ".pulumi" / "plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    (folder / "plugins").symlink_to(plugins)
    return folder


def files(folder: Path) -> set[Path]:
    """Every file; what Python compiles for itself is none of ours."""
    return {file for file in folder.rglob("*") if ".venv" not in file.parts and "__pycache__" not in file.parts}
