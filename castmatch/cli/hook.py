"""The pre-push hook, for who wants it: what is about to be pushed is previewed first, quickly, and asks nothing."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from castmatch.errors import UserError

MARK = "# castmatch: made by `castmatch hook install`"
SETTING = "castmatch.prePush"
GATES, HAZARDS = "gates", "hazards"  # what stops a push; hazards: both do
HAZARDS_FOUND = 2  # the preview's exit code
# Git runs a hook at the top of the work tree. All work trees share it, and all repositories of somebody who set
# core.hooksPath for all; a revision or repository without this file has nothing to preview.
SCRIPT = """#!/bin/sh
{mark}; `castmatch hook remove` takes it away.
# `git push --no-verify` pushes without it.
[ -f castmatch/cli/hook.py ] || exit 0
python={python}
if [ ! -x "$python" ]; then echo "castmatch: no preview, $python is gone; make hook" >&2; exit 0; fi
exec "$python" -m castmatch hook run "$@"
"""


def install(project: Path) -> None:
    """Write the hook where git looks for it; UserError, and nothing written, when another's is there."""
    file = _file(project)
    if _is_anothers(file):
        raise UserError(
            f"no pre-push hook of another hand in {file.parent}",
            f"{file}, which castmatch did not make",
            f'let it end with: exec {_python()} -m castmatch hook run "$@"   (git\'s standard input must reach it)',
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(SCRIPT.format(mark=MARK, python=_python()))
    file.chmod(0o755)
    _say(f"{file} written: `git push` previews a branch first; `git push --no-verify` does not")


def remove(project: Path) -> None:
    """Delete the hook; UserError when it is another's."""
    file = _file(project)
    if _is_anothers(file):
        raise UserError("castmatch's own pre-push hook", f"{file}, which castmatch did not make", f"edit {file}")
    _say(f"{file} removed" if file.exists() else f"no hook to remove: there is no {file}")
    file.unlink(missing_ok=True)


def run(project: Path, remote: str, pushed: Iterable[str]) -> int:
    """Preview the checked-out branch against the remote's main branch, if that is what is pushed.

    Args:
        remote: its name, or its address if it has none.
        pushed: git's lines, one a ref: local ref, local commit, remote ref, remote commit.

    Returns:
        0 when the push may go on, 1 when not.
    """
    commits = _of_branches(pushed)
    if not commits:
        return 0
    if _git(project, "rev-parse", "HEAD") not in commits:
        return _goes_on("no preview: what is pushed is not what is checked out")
    stops, base = _what_stops(project), _main_branch(project, remote)
    if base is None:
        return _goes_on(f"no preview: the main branch of {remote} is not known here; git fetch {remote}")
    return _verdict(_preview(project, base), stops)


def _preview(project: Path, base: str) -> int:
    arguments = ["preview", "--quick", "--base", base, "--fail-on", HAZARDS]
    return subprocess.run(
        [sys.executable, "-m", "castmatch", *arguments],
        cwd=project,
        env=_environment(project),
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,  # that of a push is for programs
        check=False,
    ).returncode


def _verdict(code: int, stops: str) -> int:
    if code == 0 or (code == HAZARDS_FOUND and stops == GATES):
        return 0
    why = "it could hurt (see above)" if code == HAZARDS_FOUND else "the preview refused it (see above)"
    _say(f"not pushed: {why}; all the same: git push --no-verify")
    return 1


def _what_stops(project: Path) -> str:
    """What stops a push. A misspelt setting is no setting to go by, so it stops it too."""
    value = _git(project, "config", "--get", SETTING) or GATES
    if value not in (GATES, HAZARDS):
        raise UserError(f"git config {SETTING}: {GATES} or {HAZARDS}", value, f"git config {SETTING} {GATES}")
    return value


def _of_branches(pushed: Iterable[str]) -> set[str]:
    """The commits that become a branch: no tags, no deletions, whose commit is all zeros."""
    lines = [line.split() for line in pushed]
    return {line[1] for line in lines if line[2].startswith("refs/heads/") and line[1].strip("0")}


def _main_branch(project: Path, remote: str) -> str | None:
    """As last fetched: what the remote calls its HEAD, else main; None when neither is there."""
    named = _git(project, "symbolic-ref", "--quiet", "--short", f"refs/remotes/{remote}/HEAD")
    for branch in filter(None, (named, f"{remote}/main")):
        if _git(project, "rev-parse", "--verify", "--quiet", f"refs/remotes/{branch}^{{commit}}"):
            return branch
    return None


def _file(project: Path) -> Path:
    """Where git looks for the hook: core.hooksPath, or the folder that all work trees share."""
    folder = _git(project, "rev-parse", "--git-path", "hooks")
    if not folder:
        raise UserError("a git repository", f"none in {project}", "clone the project with git, then: make hook")
    return project / folder / "pre-push"


def _is_anothers(file: Path) -> bool:
    return file.is_symlink() or (file.exists() and MARK not in file.read_text(errors="replace"))


def _python() -> str:
    return shlex.quote(sys.executable)


def _git(project: Path, *arguments: str) -> str:
    """What git answers; nothing when it says no."""
    return subprocess.run(["git", *arguments], cwd=project, capture_output=True, text=True, check=False).stdout.strip()


def _environment(project: Path) -> dict[str, str]:
    """Without git's own variables: a hook has them, and they would lead every git command to this work tree."""
    names = _git(project, "rev-parse", "--local-env-vars").split()
    return {name: value for name, value in os.environ.items() if name not in names}


def _goes_on(why: str) -> int:
    _say(why)
    return 0


def _say(text: str) -> None:
    sys.stderr.write(f"castmatch: {text}\n")
