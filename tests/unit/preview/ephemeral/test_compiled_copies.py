"""A copy brings along what Python has compiled, so that no process compiles it again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from castmatch.preview.ephemeral.checkout import copy_revision, copy_working_tree, find_revision
from tests.unit.preview.ephemeral.repository import commit

pytestmark = pytest.mark.requirement("R17")

COMPILING = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def test_what_python_has_compiled_is_valid_in_a_copy(project: Path, tmp_path: Path) -> None:
    """It tells by a source's size and time, so an unedited module keeps its time."""
    for name in ("kept.py", "edited.py"):
        (project / name).write_text("seen = 1\n")
    (project / ".gitignore").write_text("__pycache__\n")
    commit(project, "modules")
    for name in ("kept", "edited"):
        subprocess.run([sys.executable, "-c", f"import {name}"], cwd=project, env=COMPILING, check=True)
    (project / "edited.py").write_text("seen = 'by another hand'\n")

    copy_revision(project, find_revision(project, "HEAD"), tmp_path / "revision")
    copy_working_tree(project, tmp_path / "tree")

    for copy, edited in ((tmp_path / "revision", "1"), (tmp_path / "tree", "by another hand")):
        assert compiled_anew(copy, "kept") == (False, "1")
        assert compiled_anew(copy, "edited") == (True, edited)


def compiled_anew(folder: Path, module: str) -> tuple[bool, str]:
    """Import a module as a process of its own would: whether Python compiled it, and what it has in `seen`."""
    done = subprocess.run(
        [sys.executable, "-v", "-c", f"import {module}; print({module}.seen)"],
        cwd=folder, env=COMPILING, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return f"matches {folder / module}.py" not in done.stderr, done.stdout.strip()
