"""The Docker Compose of this machine: the plugin, the older program, both or none."""

import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from castmatch.compose.run.cli import CANDIDATES

COMMANDS = [" ".join(words) for words in CANDIDATES]  # as CASTMATCH_COMPOSE takes them

Done = subprocess.CompletedProcess[str]


def run(words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Done:
    """Run a program to its end; both streams apart."""
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600)


@cache
def version(command: str) -> str:
    """Its version, e.g. 2.40.3; empty where it is not installed."""
    try:
        done = subprocess.run([*command.split(), "version", "--short"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip().removeprefix("v") if done.returncode == 0 else ""


def needed(command: str) -> str:
    """The same command; skips the test where it is not installed."""
    if not version(command):
        pytest.skip(f"no `{command}` on this machine (Debian: apt-get install docker-compose)")
    return command


def any_command() -> str:
    """The first that is installed; skips the test where none is."""
    found = next(filter(version, COMMANDS), None)
    if found is None:
        pytest.skip(f"neither `{'` nor `'.join(COMMANDS)}` on this machine")
    return found


def one_command() -> list[Any]:
    """Parameters of a test: the first that is installed, or the first of all; any other is one more of a kind."""
    chosen = next(filter(version, COMMANDS), COMMANDS[0])
    return [chosen, *(pytest.param(each, marks=pytest.mark.exhaustive) for each in COMMANDS if each != chosen)]
