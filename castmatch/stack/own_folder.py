"""The user's own folders for CastMatch, outside the repository."""

import os
from collections.abc import Mapping
from pathlib import Path


def own_folder(environment: Mapping[str, str]) -> Path:
    """The folder of the user's settings: the passphrase, and the facts of this machine."""
    return Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "castmatch"


def data_home() -> Path:
    """The folder of the user's data: what Compose is given, passwords, locks."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "castmatch"
