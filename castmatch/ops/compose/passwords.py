"""The secrets of a stack without Pulumi: generated once, in a file that its owner alone can read."""

import json
import os
import secrets
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from castmatch.errors import UserError

FILE = "passwords.json"
BYTES = 24  # as components/password.py generates them


def exist(folder: Path) -> bool:
    """Whether there are any yet."""
    return (folder / FILE).exists()


def knows(folder: Path, stand_in: str) -> bool:
    """Whether the value of this one is kept."""
    return stand_in in _read(folder / FILE)


def secret_values(folder: Path, stand_ins: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """The value of each stand-in: as kept, else newly generated and kept.

    Args:
        folder: of the stack.
        stand_ins: see castmatch.declared.stand_in.
        given: values that nobody can generate, by stand-in. One that isn't given is the one that was kept.

    Raises:
        UserError: the file is no such document. It is not overwritten: somebody may know how to mend it.
    """
    kept = _read(folder / FILE)
    generated = {name: kept.get(name) or secrets.token_urlsafe(BYTES) for name in stand_ins}
    values = {**kept, **generated, **given}
    if values != kept:
        _write(folder / FILE, values)
    return values


def _read(file: Path) -> dict[str, str]:
    try:
        found = json.loads(file.read_text())
        return {str(name): str(value) for name, value in found.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError):
        failure = UserError(
            f"passwords in {file}", "a file that is no JSON document", f"mend it, or move it away: {file}"
        )
    # Raised out here, so that the failure doesn't carry the error: that one quotes the file.
    raise failure


def _write(file: Path, values: Mapping[str, str]) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, own = tempfile.mkstemp(dir=file.parent)  # readable by its owner alone
    with os.fdopen(descriptor, "w") as handle:
        json.dump(dict(values), handle, indent=2, sort_keys=True)
    Path(own).replace(file)
