"""The build context of an image of ours: a few named files, copied into a folder of their own.

The tag of each image is a hash of all that goes in, so stacks share equal images, never overwrite each other's, and
an image is rebuilt exactly when one of its files or its base changed.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from castmatch.files import write_whole

Files = Mapping[str, Path]  # relative path in the build context to the file that is copied there


def digest_of(files: Files) -> str:
    """SHA-256 over names and contents."""
    total = hashlib.sha256()
    for name, file in files.items():
        content = file.read_bytes()
        total.update(f"{name} {len(content)}\n".encode() + content)
    return total.hexdigest()


def tag_of(name: str, digest: str) -> str:
    """The reference of an image of ours. `name` says what runs in it."""
    return f"castmatch/{name}:{digest[:12]}"


def staged(files: Files, digest: str) -> Path:
    """Copy the files into a folder of their own, named by their hash.

    A checkout can hold a gigabyte of node_modules; Docker would be sent all of it.
    """
    folder = Path.home() / ".cache" / "castmatch" / "build" / digest[:12]
    for name, file in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            # Whole, because another stack may build from the same folder at this moment.
            write_whole(target, file.read_bytes(), 0o755 if file.suffix == ".sh" else 0o644)
    return folder
