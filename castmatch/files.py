"""A file that is written whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> Path:
    """Write the file in one step, whatever the user's mask: who reads it finds the old content or the new one.

    Args:
        path: in a folder that is there; a file of this name is replaced.
        mode: its permissions. Until it is complete, its owner alone can read it.

    Returns:
        the path.
    """
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        os.fchmod(descriptor, mode)
    return Path(unfinished).replace(path)
