"""A copy of the project for a test run: what git knows of it, in a git repository of its own."""

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

PROJECT = Path(__file__).parents[2]
COMMITTED = ("Pulumi.yaml", "Pulumi.dev.yaml")
_AUTHOR = ("user.name=test", "-c", "user.email=test@example.invalid")


def copy_project(target: Path) -> Path:
    """A working copy with all files that git knows or would add, its own git history, and the ready .venv."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (PROJECT / name).is_file() and not (name.startswith("Pulumi.") and name not in COMMITTED):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, target / name)
    return _made_a_repository(target)


def copy_commit(commit: str, target: Path) -> Path | None:
    """The project as it was at a commit, likewise; None where the history here does not hold it (a shallow clone)."""
    packed = subprocess.run(["git", "archive", "--format=tar", commit], cwd=PROJECT, capture_output=True, check=False)
    if packed.returncode:
        return None
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(target, filter="data")
    return _made_a_repository(target)


def _made_a_repository(target: Path) -> Path:
    (target / ".venv").symlink_to(PROJECT / ".venv")
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["-c", *_AUTHOR, "commit", "-qm", "copy"]):
        subprocess.run(["git", *words], cwd=target, check=True, capture_output=True)
    return target
