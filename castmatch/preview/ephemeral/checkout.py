"""The files of a revision, and of the working tree as it is now, in another folder.

A copy is whole: Docker mounts it, and it may outlive the next edit. Where a program is only declared, what the revision
shares with the working tree is linked: making hundreds of files takes a second, compiling them half of another. What
Python has compiled in the working tree is copied with its source, and is valid there: it tells by size and time.
"""

import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path, PurePosixPath

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
            "git fetch --unshallow" if shallow else f"git fetch origin, or another one than {reference!r}",
        ) from None
    return Revision(reference, commit.decode().strip())


def merge_base(project: Path, reference: Revision) -> Revision:
    """Where the working tree's branch left the other one: what the base has got since is nobody's change here."""
    try:
        commit = _git(project, "merge-base", reference.commit, "HEAD").decode().strip()
    except UserError:
        return reference  # no common history, as in a shallow clone
    return Revision(reference.reference, commit)


def describe_head(project: Path) -> str:
    """The working tree as a person names it: its branch or commit, and whether it holds more than that."""
    commit = _git(project, "rev-parse", "--short=10", "HEAD").decode().strip()
    branch = _git(project, "rev-parse", "--abbrev-ref", "HEAD").decode().strip()
    name = commit if branch == "HEAD" else f"{branch} ({commit})"
    return f"{name} and uncommitted changes" if _git(project, "status", "--porcelain") else name


def copy_revision(project: Path, revision: Revision, folder: Path) -> None:
    """Write the files of a revision into a new folder, but for UNREAD. Nothing is noted in the repository."""
    listed, edited = _listed(project, revision), _edited(project, revision)
    wanted = {name for name in listed if _is_read(name)}
    modules = {name for name in wanted - edited if name.endswith(".py")}
    _copy(project, modules, folder)
    _extract(project, revision, folder, wanted - modules)


def share_revision(project: Path, revision: Revision, folder: Path) -> None:
    """Like copy_revision, but what is the same in the working tree is a link to it: for who only reads it, and now."""
    listed, edited = _listed(project, revision), _edited(project, revision)
    new = _names(project, "ls-files", "-z", "--others", "--exclude-standard")
    for name in shared(listed - edited, edited | new):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(project / name)
    _extract(project, revision, folder, listed & edited)


def shared(same: Iterable[str], different: Iterable[str]) -> set[PurePosixPath]:
    """Of files that are the same, the highest folders that hold nothing different, and the single files beside that."""
    mixed = {PurePosixPath(), *(folder for name in different for folder in PurePosixPath(name).parents)}
    ways_down = ((*reversed(PurePosixPath(name).parents), PurePosixPath(name)) for name in same)
    return {next(step for step in way if step not in mixed) for way in ways_down}


def _extract(project: Path, revision: Revision, folder: Path, names: set[str]) -> None:
    if not names:
        return  # git would take that for everything
    top, inside = _git(project, "rev-parse", "--show-toplevel", "--show-prefix").decode().splitlines()
    paths = (f":(literal){name}" for name in sorted(names))
    archive = _git(Path(top), "archive", "--format=tar", f"{revision.commit}:{inside}", "--", *paths)
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="tar")


def copy_working_tree(project: Path, folder: Path) -> None:
    """Copy what is or could be committed, but for UNREAD: tracked files as they are now, new ones if not ignored."""
    listed = _names(project, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    _copy(project, filter(_is_read, listed), folder)


def _copy(project: Path, names: Iterable[str], folder: Path) -> None:
    for name in sorted(names):
        source, target = project / name, folder / name
        if source.is_file() or source.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
        if name.endswith(".py") and (compiled := Path(cache_from_source(str(source)))).is_file():
            with_source = target.parent / compiled.parent.name
            with_source.mkdir(exist_ok=True)
            shutil.copy2(compiled, with_source)


def _is_read(name: str) -> bool:
    return name.partition("/")[0] not in UNREAD


def _listed(project: Path, revision: Revision) -> set[str]:
    return _names(project, "ls-tree", "-r", "-z", "--name-only", revision.commit)


def _edited(project: Path, revision: Revision) -> set[str]:
    """The revision's files that are not the same in the working tree, or are not there."""
    return _names(project, "diff", "--name-only", "-z", "--no-renames", "--relative", revision.commit)


def _names(project: Path, *arguments: str) -> set[str]:
    return set(_git(project, *arguments).decode().split("\0")) - {""}


def _git(project: Path, *arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=project, capture_output=True, check=False)
    if done.returncode != 0:
        raise UserError(
            f"git {arguments[0]} to succeed", done.stderr.decode().strip() or "no output", "see git's own words above"
        )
    return done.stdout
