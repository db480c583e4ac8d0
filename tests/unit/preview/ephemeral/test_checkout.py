"""The files of a revision, and of the working tree as it is now."""

from pathlib import Path

import pytest

from castmatch.errors import UserError
from castmatch.preview.ephemeral.checkout import (
    copy_revision,
    copy_working_tree,
    describe_head,
    find_revision,
    merge_base,
)
from tests.unit.preview.ephemeral.repository import commit, git, names

pytestmark = pytest.mark.requirement("R17")


class TestFindRevision:
    def test_a_branch_is_shown_with_its_commit(self, project: Path) -> None:
        revision = find_revision(project, "main")

        assert str(revision) == f"main ({revision.commit[:10]})"

    def test_a_commit_is_shown_short(self, project: Path) -> None:
        commit = git(project, "rev-parse", "HEAD")

        assert str(find_revision(project, commit)) == commit[:10]

    @pytest.mark.parametrize("reference", ["nowhere", "--help", "HEAD~5"])
    def test_one_that_is_not_there_is_refused_with_the_next_command(self, project: Path, reference: str) -> None:
        with pytest.raises(UserError, match="git fetch") as refused:
            find_revision(project, reference)

        assert reference in refused.value.found


def test_later_commits_on_the_base_are_not_part_of_the_change(project: Path) -> None:
    left = git(project, "rev-parse", "HEAD")
    git(project, "checkout", "--quiet", "-b", "feature")
    commit(project, "mine")
    git(project, "checkout", "--quiet", "main")
    commit(project, "theirs")
    git(project, "checkout", "--quiet", "feature")

    assert merge_base(project, find_revision(project, "main")).commit == left


@pytest.mark.parametrize("inside", ["", "environment/"], ids=["the whole repository", "a folder of a larger one"])
def test_folders_that_no_program_reads_are_left_out_of_a_copy(project: Path, tmp_path: Path, inside: str) -> None:
    for name in ("tests/test_a.py", "services/tests/b.py", "docs/c.md", "__main__.py"):
        file = project / inside / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    commit(project, "files")

    copy_revision(project / inside, find_revision(project, "HEAD"), tmp_path / "revision")
    copy_working_tree(project / inside, tmp_path / "tree")

    left_out = {"tests/test_a.py", "docs/c.md"}
    for copy in (tmp_path / "revision", tmp_path / "tree"):
        assert {"services/tests/b.py", "__main__.py"} <= names(copy)
        assert not left_out & names(copy)


def test_a_base_without_common_history_is_taken_as_it_is(project: Path) -> None:
    git(project, "checkout", "--quiet", "--orphan", "other")
    elsewhere = commit(project, "other")
    git(project, "checkout", "--quiet", "main")

    assert merge_base(project, find_revision(project, "other")).commit == elsewhere


class TestCopies:
    def test_a_revision_is_copied_as_it_was_committed(self, project: Path, tmp_path: Path) -> None:
        (project / "Pulumi.yaml").write_text("name: edited\n")
        (project / "new").write_text("")

        copy_revision(project, find_revision(project, "HEAD"), tmp_path / "copy")

        assert names(tmp_path / "copy") == {"Pulumi.yaml", ".gitignore"}
        assert (tmp_path / "copy" / "Pulumi.yaml").read_text() == "name: castmatch\n"

    def test_a_project_below_the_repositorys_top_is_copied_alone(self, project: Path, tmp_path: Path) -> None:
        (project / "environment").mkdir()
        (project / "environment" / "Pulumi.yaml").write_text("")
        commit(project, "moved")

        copy_revision(project / "environment", find_revision(project, "HEAD"), tmp_path / "revision")
        copy_working_tree(project / "environment", tmp_path / "tree")

        assert names(tmp_path / "revision") == names(tmp_path / "tree") == {"Pulumi.yaml"}

    def test_the_working_tree_is_what_could_be_committed_now(self, project: Path, tmp_path: Path) -> None:
        (project / "Pulumi.yaml").unlink()
        (project / "new").write_text("new")
        (project / "ignored").write_text("")

        copy_working_tree(project, tmp_path / "copy")

        assert names(tmp_path / "copy") == {"new", ".gitignore"}

    def test_nothing_is_noted_in_the_repository(self, project: Path, tmp_path: Path) -> None:
        before = names(project / ".git")

        copy_revision(project, find_revision(project, "HEAD"), tmp_path / "copy")
        copy_working_tree(project, tmp_path / "tree")

        assert names(project / ".git") == before


class TestDescribeHead:
    def test_a_branch(self, project: Path) -> None:
        assert describe_head(project) == f"main ({git(project, 'rev-parse', '--short=10', 'HEAD')})"

    def test_edits_are_mentioned(self, project: Path) -> None:
        (project / "Pulumi.yaml").write_text("")

        assert describe_head(project).endswith(" and uncommitted changes")

    def test_a_commit_without_a_branch(self, project: Path) -> None:
        git(project, "checkout", "--quiet", "--detach")

        assert describe_head(project) == git(project, "rev-parse", "--short=10", "HEAD")
