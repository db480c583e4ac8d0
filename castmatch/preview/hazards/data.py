"""Volumes: what is lost with one can't be made again."""

from collections.abc import Iterator

from castmatch.postgres_paths import DATA
from castmatch.preview.model import Hazard, Operation, ResourceChange, Special

DATA_VOLUME = "data"  # its logical name
_CACHES = frozenset({"socket", "frontend-build"})


def touched_volumes(change: ResourceChange) -> Iterator[Hazard]:
    """A volume that is removed, is replaced by another, or would no longer be kept."""
    if change.is_a("Container"):
        yield from _mounted_elsewhere(change)
    elif change.is_a("Volume") and change.name not in _CACHES:
        yield from _unprotected(change)
        if change.findings:
            yield Hazard(_name(change), f"volume {_name(change)} is gone: {_starts_empty(change)}", _RESTORE)
        elif change.operation is Operation.DELETE or _is_another(change):
            yield _another(change)


_RESTORE = "if the data is wanted: stop here, and restore a backup into a volume of this name first"


def _another(change: ResourceChange) -> Hazard:
    old, new = _name(change), change.new.get("name")
    fate = "is kept, unused" if change.retained else "is deleted with everything in it"
    begins = f"{_starts_empty(change)}, in volume {new}" if new else "whatever takes its place starts empty"
    advice = f"to keep the data in use leave the name as it is, or dump from {old} before, and restore after"
    return Hazard(old, f"{begins}; the old volume {old} {fate}", advice)


def _starts_empty(change: ResourceChange) -> str:
    return "the database starts empty" if change.name == DATA_VOLUME else "its service starts without data"


def _is_another(change: ResourceChange) -> bool:
    """Whether another volume takes its place; the quick mode can only compare their names."""
    if change.operation is Operation.REPLACE:
        return True
    return change.operation is Operation.CHANGE and change.old.get("name") != change.new.get("name")


def _unprotected(change: ResourceChange) -> Iterator[Hazard]:
    for found in change.properties:
        if found.path in ("options.retainOnDelete", "options.protect") and found.old is True:
            text = f"volume {_name(change)} loses {found.path.removeprefix('options.')}: a later run may delete it"
            yield Hazard(_name(change), text, "leave the option as it is: it is what keeps the data")


def _mounted_elsewhere(change: ResourceChange) -> Iterator[Hazard]:
    for found in change.properties:
        if found.path.startswith(f"volumes[{DATA}]") and Special.UNKNOWN not in (found.old, found.new):
            text = f"PostgreSQL's data directory is mounted from elsewhere: {found.path} {found.old} → {found.new}"
            yield Hazard(change.name, text, "the database starts empty unless that place holds its data directory")


def _name(change: ResourceChange) -> str:
    return str(change.old.get("name") or change.new.get("name") or change.name)
