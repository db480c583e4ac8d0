"""The only place that runs Docker Compose: the plugin, or the older program that Debian packages."""

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from castmatch.compose.text import FILE
from castmatch.errors import UserError
from castmatch.stack.names import Names

VARIABLE = "CASTMATCH_COMPOSE"  # another command, e.g. "docker-compose"
CANDIDATES = (("docker", "compose"), ("docker-compose",))


def find() -> tuple[str, ...] | None:
    """The words that begin a Compose command; None where there is no Compose."""
    return next((words for words in _candidates() if _version(words)), None)


@cache
def compose() -> tuple[str, ...]:
    """The words that begin a Compose command; UserError where there is none."""
    found = find()
    if found is None:
        raise UserError(
            "Docker Compose (2, or 1.29)",
            f"neither {' nor '.join(' '.join(words) for words in _candidates())} answers",
            "apt-get install docker-compose (as root `make up YES=1` does it on Debian), or docs.docker.com/compose",
        )
    return found


def version() -> str:
    """Name and version, e.g. "Docker Compose 2.40.3"."""
    return f"Docker Compose {_version(compose())}"


def start(stack: str, folder: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a Compose command on the stack's project, with its output on stderr."""
    where = ("--project-name", Names(stack).compose_project, "--file", str(folder / FILE))
    command = [*compose(), *where, *arguments]
    return subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=sys.stderr)


def _candidates() -> tuple[tuple[str, ...], ...]:
    chosen = os.environ.get(VARIABLE)
    return (tuple(chosen.split()),) if chosen else CANDIDATES


def _version(words: Sequence[str]) -> str:
    """The version that it prints; empty where it is not there."""
    try:
        found = subprocess.run([*words, "version", "--short"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return found.stdout.strip().removeprefix("v") if found.returncode == 0 else ""
