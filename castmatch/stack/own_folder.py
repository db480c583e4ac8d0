"""The user's own folder for CastMatch, outside the repository."""

from collections.abc import Mapping
from pathlib import Path


def own_folder(environment: Mapping[str, str]) -> Path:
    """Where the user's own files for CastMatch are: the passphrase, and what is true of this machine."""
    home = Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return home / "castmatch"
