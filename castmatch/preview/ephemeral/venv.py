"""The Python environment that a revision asks for: the developer's own, or one that is kept for the next time."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from castmatch.errors import UserError
from castmatch.text import last_lines

_LOCK = "requirements.txt"


def link_venv(own_project: Path, folder: Path) -> None:
    """Give a checkout the .venv that its requirements.txt asks for; half a minute where no earlier one serves.

    Args:
        own_project: the developer's project; its .venv serves every revision with the same requirements.
        folder: the checkout.

    Raises:
        UserError: pip could not install the requirements.
    """
    wanted = (folder / _LOCK).read_bytes()
    if (own_project / _LOCK).read_bytes() == wanted:
        (folder / ".venv").symlink_to(own_project / ".venv")
        return
    venv = Path.home() / ".cache" / "castmatch" / "venv" / hashlib.sha256(wanted).hexdigest()[:12]
    if not venv.exists():
        _make(venv, folder / _LOCK)
    (folder / ".venv").symlink_to(venv)


def _make(venv: Path, lock: Path) -> None:
    """Make a whole venv or none: it can't be renamed into place, so an unfinished one is removed."""
    try:
        _run(sys.executable, "-m", "venv", str(venv))
        _run(str(venv / "bin" / "pip"), "install", "--quiet", "--require-hashes", "--requirement", str(lock))
    except BaseException:
        shutil.rmtree(venv, ignore_errors=True)
        raise


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        found = last_lines(done.stderr)
        raise UserError("the base revision's own requirements to install", found, "see pip's words above")
