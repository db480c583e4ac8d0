"""Copies of a revision and of the working tree: an edit while a preview runs does not change what is previewed."""

import io
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from castmatch.errors import UserError

UNREAD = ("tests", "docs")  # half of all files, and no program reads one


@dataclass(frozen=True)
class Revision:
    """A commit, and the name by which a person asked for it."""

    reference: str
    commit: str

    def __str__(self) -> str:
        short = self.commit[:10]
        return short if self.commit.startswith(self.reference) else f"{self.reference} ({short})"


def find_revision(project: Path, reference: str) -> Revision:
    """The commit that a reference names. UserError when there is none."""
    try:
        commit = _git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    except UserError:
        shallow = (project / ".git" / "shallow").exists()
        raise UserError(
            "a branch, tag or commit to compare with",
            f"no revision {reference!r} here"
            + (", and this clone holds only a part of the history" if shallow else ""),
            "git fetch --unshallow" if shallow else f"git fetch origin, or another revision than {reference!r}",
        ) from None
    return Revision(reference, commit.decode().strip())


def merge_base(project: Path, reference: Revision) -> Revision:
    """Where the working tree's branch left the reference: later commits on the base are not part of this change."""
    try:
        commit = _git(project, "merge-base", reference.commit, "HEAD").decode().strip()
    except UserError:
        return reference  # no common history, as in a shallow clone
    return Revision(reference.reference, commit)


def describe_head(project: Path) -> str:
    """The working tree as a person names it: its branch or commit, and whether it has uncommitted changes."""
    commit = _git(project, "rev-parse", "--short=10", "HEAD").decode().strip()
    branch = _git(project, "rev-parse", "--abbrev-ref", "HEAD").decode().strip()
    name = commit if branch == "HEAD" else f"{branch} ({commit})"
    return f"{name} and uncommitted changes" if _git(project, "status", "--porcelain") else name


def copy_revision(project: Path, revision: Revision, folder: Path) -> None:
    """Write the files of a revision into a new folder, but for UNREAD. The repository stays as it is."""
    top, inside = _git(project, "rev-parse", "--show-toplevel", "--show-prefix").decode().splitlines()
    unread = (f":(exclude,top){name}" for name in UNREAD)
    archive = _git(Path(top), "archive", "--format=tar", f"{revision.commit}:{inside}", "--", ".", *unread)
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="tar")


def copy_working_tree(project: Path, folder: Path) -> None:
    """Copy what is or could be committed, but for UNREAD: tracked files as they are now, new ones if not ignored."""
    listed = _git(project, "ls-files", "-z", "--cached", "--others", "--exclude-standard").decode().split("\0")
    for name in filter(None, listed):
        source, target = project / name, folder / name
        if name.partition("/")[0] in UNREAD or not (source.is_file() or source.is_symlink()):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target, follow_symlinks=False)


def _git(project: Path, *arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=project, capture_output=True, check=False)
    if done.returncode != 0:
        raise UserError(
            f"git {arguments[0]} to succeed", done.stderr.decode().strip() or "no output", "see git's own words above"
        )
    return done.stdout
