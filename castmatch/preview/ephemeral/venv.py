"""The Python environment that a revision asks for: the developer's own, or one that is kept for the next time."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from castmatch.errors import UserError

_LOCK = "requirements.txt"


def link_venv(own_project: Path, folder: Path) -> bool:
    """Give a checkout the .venv that its requirements.txt asks for.

    Args:
        own_project: the developer's project; its .venv serves every revision with the same requirements.
        folder: the checkout.

    Returns:
        whether one had to be made, which takes half a minute.

    Raises:
        UserError: pip could not install the requirements.
    """
    wanted = (folder / _LOCK).read_bytes()
    if (own_project / _LOCK).read_bytes() == wanted:
        (folder / ".venv").symlink_to(own_project / ".venv")
        return False
    venv = Path.home() / ".cache" / "castmatch" / "venv" / hashlib.sha256(wanted).hexdigest()[:12]
    is_new = not venv.exists()
    if is_new:
        _make(venv, folder / _LOCK)
    (folder / ".venv").symlink_to(venv)
    return is_new


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
        last = "\n          ".join(done.stderr.strip().splitlines()[-5:])
        raise UserError("the base revision's own requirements to install", last, "see pip's words above")
