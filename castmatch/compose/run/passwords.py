"""The secrets of a stack without Pulumi: generated once, in a file that only its owner can read."""

import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from castmatch.errors import UserError
from castmatch.files import write_whole

FILE = "passwords.json"
BYTES = 24  # as components/password.py generates them


def exist(folder: Path) -> bool:
    """Whether this stack has passwords yet."""
    return (folder / FILE).exists()


def given_secrets(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """The values of secret settings, which Pulumi has encrypted: given once in the environment, then kept.

    Args:
        settings: key, such as chatApiKey, to the stand-in for its value.

    Returns:
        stand-in to value, for those that the environment gives.

    Raises:
        UserError: one is neither given nor kept.
    """
    kept = _read(folder / FILE)
    given = {stand_in: os.environ.get(_variable(key), "") for key, stand_in in settings.items()}
    for key, stand_in in settings.items():
        if not given[stand_in] and stand_in not in kept:
            raise UserError(
                f"the value of castmatch:{key}, which Pulumi has encrypted",
                f"no Pulumi that could read it, and no {_variable(key)} in the environment",
                f"export {_variable(key)}=…, and the same command again; it is kept in {folder}",
            )
    return {stand_in: value for stand_in, value in given.items() if value}


def _variable(key: str) -> str:
    """chatApiKey: CASTMATCH_CHAT_API_KEY."""
    return "CASTMATCH_" + re.sub(r"(?=[A-Z])", "_", key).upper()


def secret_values(folder: Path, stand_ins: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """The value of each stand-in: as kept, else newly generated and kept.

    Args:
        folder: of the stack.
        stand_ins: see castmatch.declared.stand_in.
        given: values that cannot be generated, by stand-in; for a missing one the kept value counts.

    Raises:
        UserError: the file is no JSON document. It is not overwritten, because its user may be able to repair it.
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
            f"passwords in {file}", "a file that is no JSON document", f"repair it, or move it away: {file}"
        )
    # Raised out here, so that the failure doesn't carry the error: that one quotes the file.
    raise failure


def _write(file: Path, values: Mapping[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_whole(file, json.dumps(dict(values), indent=2, sort_keys=True).encode())
