"""Another major version of a base image."""

import re
from collections.abc import Iterator

from castmatch.preview.model import Hazard, ResourceChange

_VERSION = re.compile(r":v?(\d+)(?:\.(\d+))?")
_MINOR_MATTERS = frozenset({"python"})  # 3.11 and 3.13 are as different as majors are elsewhere


def postgres_major(change: ResourceChange) -> Iterator[Hazard]:
    """The data directory of one major version can't be read by another."""
    majors = _majors(change)
    if majors and _base(change) == "postgres":
        old, new = majors
        text = (
            f"PostgreSQL {old} → {new}: the data volume is one of {old} and can't be read by {new}, so `up` will fail"
        )
        advice = (
            f"dump with {old} and restore into a new volume with {new}, or stay: set castmatch:images.postgres to an "
            f"image of {old}"
        )
        yield Hazard("postgres", text, advice)


def other_majors(change: ResourceChange) -> Iterator[Hazard]:
    """Another major version of any other image: nothing to migrate, but behaviour may differ."""
    majors = _majors(change)
    if majors and _base(change) != "postgres":
        text = f"{_base(change)} {majors[0]} → {majors[1]}: another major version"
        yield Hazard(_base(change), text, "read its release notes; what is built on it is rebuilt")


def _majors(change: ResourceChange) -> tuple[str, str] | None:
    """The versions of a base image before and after, if they differ; an image of ours has a hash for a tag."""
    if not change.is_a("RemoteImage") or "build" in change.old or "build" in change.new:
        return None
    old, new = (_version(str(inputs.get("name", "")), _base(change)) for inputs in (change.old, change.new))
    return (old, new) if old and new and old != new else None


def _version(reference: str, base: str) -> str:
    found = _VERSION.search(reference.rsplit("/", 1)[-1])
    if not found:
        return ""
    return f"{found[1]}.{found[2]}" if base in _MINOR_MATTERS and found[2] else found[1]


def _base(change: ResourceChange) -> str:
    return change.name.removesuffix("-image")
