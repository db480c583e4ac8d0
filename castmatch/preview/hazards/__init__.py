"""The hazards of a set of changes, one file a kind."""

from collections.abc import Sequence

from castmatch.preview.hazards.containers import moved_ports, removed, replaced
from castmatch.preview.hazards.data import touched_volumes
from castmatch.preview.hazards.images import other_majors, postgres_major
from castmatch.preview.hazards.roles import less_allowed, more_allowed, removed_roles
from castmatch.preview.hazards.secrets import other_secrets
from castmatch.preview.model import Hazard, ResourceChange

__all__ = ["hazards"]

# The most dangerous first: data, then access to it, then services that stop answering.
_DETECTORS = (
    *(touched_volumes, postgres_major, removed_roles, more_allowed, less_allowed),
    *(removed, other_secrets, moved_ports, other_majors, replaced),
)


def hazards(changes: Sequence[ResourceChange]) -> tuple[Hazard, ...]:
    """Everything that could hurt, the most dangerous first; a repair in place is none."""
    return tuple(hazard for detect in _DETECTORS for change in changes for hazard in detect(change))
