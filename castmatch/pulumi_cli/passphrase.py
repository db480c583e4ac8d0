"""The passphrase that encrypts a user's stacks: one file of the user's own, outside the repository."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from castmatch.stack.own_folder import own_folder

VARIABLES = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")


def default_file(environment: Mapping[str, str]) -> Path:
    """Where the passphrase is kept unless the user chose otherwise."""
    return own_folder(environment) / "passphrase"


def passphrase_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that Pulumi needs in addition to `environment`; none where the user set one.

    Creates the file, readable by its owner alone, where there is none yet.
    """
    if any(environment.get(variable) for variable in VARIABLES):
        return {}
    file = default_file(environment)
    if not file.exists():
        _create(file)
    return {"PULUMI_CONFIG_PASSPHRASE_FILE": str(file)}


def _create(file: Path) -> None:
    """Write the file whole or not at all: of several first runs at once, all use the passphrase of the first."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, own = tempfile.mkstemp(dir=file.parent)  # readable by its owner alone
    with os.fdopen(descriptor, "w") as handle:
        handle.write(secrets.token_urlsafe(32) + "\n")
    with suppress(FileExistsError):
        os.link(own, file)
    Path(own).unlink()
