"""No container sees a folder of the machine but the configured sources.

Why: a mounted folder is written by whatever runs in the container. A developer's checkout is meant to be; the home
folder, with its keys, is not. The configured sources are services/ of the project and castmatch:sources.
"""

from collections.abc import Iterator
from os.path import normpath
from pathlib import PurePosixPath
from typing import Any

from castmatch.gates.model import Program, Violation, entries, inputs, is_unknown

NAME = "host-mounts"
SCOPE = "resource"
EXPECTED = "no folder of the machine but the configured sources"


def check(program: Program) -> Iterator[Violation]:
    """Every mount of another folder, also through a volume's options or from another container."""
    allowed = " or ".join(program.host_folders) or "no folder at all"
    fix = f"mount a named volume, or a folder below {allowed} (castmatch:sources in the stack file adds one)"
    for container in program.containers:
        for found in _mounts(inputs(container)):
            if not _is_allowed(found, program):
                yield Violation.of(NAME, container, EXPECTED, f"a mount of {found}", fix)
    for volume in program.docker("Volume"):
        options = inputs(volume).get("driverOpts")
        device = options.get("device") if isinstance(options, dict) else None
        if isinstance(device, str) and device.startswith("/") and not _is_allowed(device, program):
            yield Violation.of(NAME, volume, EXPECTED, f"a volume that is {device}", fix)


def _mounts(given: dict[str, Any]) -> Iterator[str]:
    for volume in entries(given.get("volumes")):
        if volume.get("hostPath"):
            yield volume["hostPath"]
        if volume.get("fromContainer"):
            yield f"all that {volume['fromContainer']} mounts"
    for mount in entries(given.get("mounts")):
        if mount.get("type") == "bind":
            yield mount.get("source", "")


def _is_allowed(folder: str, program: Program) -> bool:
    path = PurePosixPath(normpath(folder))
    return is_unknown(folder) or any(path.is_relative_to(normpath(own)) for own in program.host_folders)
