"""The passphrase that encrypts a user's stacks: one file of the user's own, outside the repository."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

VARIABLES = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")


def default_file(environment: Mapping[str, str]) -> Path:
    """Where the passphrase is kept unless the user chose otherwise."""
    home = Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return home / "castmatch" / "passphrase"


def passphrase_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that Pulumi needs in addition to `environment`; none where the user set one.

    Creates the file, readable by its owner alone, where there is none yet.
    """
    if any(environment.get(variable) for variable in VARIABLES):
        return {}
    file = default_file(environment)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(32) + "\n")
    return {"PULUMI_CONFIG_PASSPHRASE_FILE": str(file)}
