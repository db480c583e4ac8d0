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


@cache
def compose() -> tuple[str, ...]:
    """The words that begin a Compose command; UserError where there is none."""
    chosen = os.environ.get(VARIABLE)
    candidates = (tuple(chosen.split()),) if chosen else CANDIDATES
    for words in candidates:
        if _version(words):
            return words
    raise UserError(
        "Docker Compose (2, or 1.29)",
        f"neither {' nor '.join(' '.join(words) for words in candidates)} answers",
        "Debian: sudo apt-get install docker-compose; elsewhere docs.docker.com/compose/install",
    )


def version() -> str:
    """Which Compose it is, e.g. "Docker Compose 2.40.3"."""
    return f"Docker Compose {_version(compose())}"


def run(stack: str, folder: Path, arguments: Sequence[str]) -> int:
    """Run a Compose command on the stack's project, with its output on stderr; the exit code."""
    where = ("--project-name", Names(stack).compose_project, "--file", str(folder / FILE))
    command = [*compose(), *where, *arguments]
    return subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False).returncode


def _version(words: Sequence[str]) -> str:
    """What it says of itself; empty where it is not there."""
    try:
        found = subprocess.run([*words, "version", "--short"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return found.stdout.strip().removeprefix("v") if found.returncode == 0 else ""
