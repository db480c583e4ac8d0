"""Pulumi's state in a folder: its locks, and what a killed process leaves half-written there.

With another backend the folder holds no lock and no state, and every function here finds nothing.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Of the files that every command reads; not of the history, which only grows.
_ATTRIBUTES = ("*.attrs", "stacks/**/*.attrs", "locks/**/*.attrs")


def local_backend(environment: Mapping[str, str]) -> Path:
    """The folder of the file backend: PULUMI_BACKEND_URL's, else the home folder as in Pulumi.yaml."""
    url = environment.get("PULUMI_BACKEND_URL", "file://~")
    return Path(url.removeprefix("file://")).expanduser()


def locks(stack: str) -> list[dict[str, Any]]:
    """The locks of the stack, each with at least `pid` and `hostname` if it can be read."""
    folder = _folder() / "locks" / "organization" / "castmatch" / stack
    # A lock that cannot be read is empty here, and counts as held.
    return [_read(file) for file in folder.glob("*.json")]


def salt_of(stack: str) -> str | None:
    """The salt that the stack's secrets were last saved with; None where there is none, or it can't be read."""
    saved = _read(_folder() / "stacks" / "castmatch" / f"{stack}.json")
    latest = saved.get("checkpoint", {}).get("latest") or {}
    salt = (latest.get("secrets_providers") or {}).get("state", {}).get("salt")
    return salt if isinstance(salt, str) else None


def is_abandoned(lock: dict[str, Any], host: str) -> bool:
    """Whether a lock's process ran on this host and no longer runs."""
    if lock.get("hostname") != host:
        return False
    try:
        os.kill(int(lock["pid"]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def remove_torn_attributes() -> None:
    """Remove the attribute files that a killed Pulumi left empty or cut off.

    Beside each file of the state lies one with its content type and checksum, `<name>.attrs`. Pulumi replaces the state
    in one step, but not these (gocloud.dev/blob/fileblob, attrs.go), and one that can't be read fails every command
    with "failed to load checkpoint: EOF". Without one the state is read as well.
    """
    for pattern in _ATTRIBUTES:
        for file in _folder().glob(pattern):
            if not _is_json(file):
                file.unlink(missing_ok=True)


def _folder() -> Path:
    return local_backend(os.environ) / ".pulumi"


def _read(file: Path) -> dict[str, Any]:
    """The content of a JSON file; empty where it cannot be read."""
    try:
        return dict(json.loads(file.read_text()))
    except (OSError, ValueError):
        return {}


def _is_json(file: Path) -> bool:
    try:
        json.loads(file.read_text())
    except FileNotFoundError:
        return True
    except ValueError:
        return False
    return True
