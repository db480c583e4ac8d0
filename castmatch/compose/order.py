"""What starts after what: `depends_on`, read off the declared graph."""

from collections.abc import Mapping

from castmatch.compose.model import Section
from castmatch.declared.model import Declared, Resource

STARTED, COMPLETED = "service_started", "service_completed_successfully"


def depends_on(resource: Resource, declared: Declared, services: Mapping[str, str], steps: frozenset[str]) -> Section:
    """The services that this one waits for, each with its condition.

    A role must be reconciled; a container need only be started. Docker's own health checks come every 30 seconds, so
    to wait for the first one would cost as long for each step; whoever needs a container waits for it itself.

    Args:
        services: URN to the name of its service.
        steps: the services that run once and end: the roles.
    """
    names = sorted(services[urn] for urn in _nearest(resource, declared, frozenset(services)))
    return {name: {"condition": COMPLETED if name in steps else STARTED} for name in names}


def _nearest(resource: Resource, declared: Declared, ends: frozenset[str]) -> frozenset[str]:
    """The services on every way from this resource to what it needs; each way ends at the first."""
    found: set[str] = set()
    seen: set[str] = set()
    open_ends = set(_ahead(resource, declared))
    while open_ends:
        urn = open_ends.pop()
        seen.add(urn)
        if urn in ends:
            found.add(urn)
        elif urn in declared.resources:
            open_ends |= _ahead(declared.resources[urn], declared) - seen
    return frozenset(found - {resource.urn})


def _ahead(resource: Resource, declared: Declared) -> frozenset[str]:
    """What a resource waits for, by itself or because a component around it does."""
    ahead = resource.dependencies
    while resource.parent in declared.resources:
        resource = declared.resources[resource.parent]
        ahead |= resource.dependencies
    return ahead
