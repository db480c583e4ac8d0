"""`depends_on` of each service, from the declared graph."""

from collections.abc import Mapping

from castmatch.compose.model import Section
from castmatch.declared.model import Declared, Resource
from castmatch.declared.walk import reachable

STARTED, COMPLETED = "service_started", "service_completed_successfully"


def depends_on(resource: Resource, declared: Declared, services: Mapping[str, str], steps: frozenset[str]) -> Section:
    """The services that this one waits for, each with its condition.

    A role must be reconciled; a container need only be started, because each service waits itself for what it needs. To
    wait for Docker's health checks would cost 30 seconds a step.

    Args:
        services: URN to the name of its service.
        steps: the services that run once and end: the roles.
    """
    names = sorted(services[urn] for urn in _nearest(resource, declared, frozenset(services)))
    return {name: {"condition": COMPLETED if name in steps else STARTED} for name in names}


def _nearest(resource: Resource, declared: Declared, ends: frozenset[str]) -> frozenset[str]:
    """The first service on every path from this resource to what it needs."""

    def on(urn: str) -> frozenset[str]:
        is_between = urn in declared.resources and urn not in ends
        return _dependencies(declared.resources[urn], declared) if is_between else frozenset()

    return (ends & reachable(_dependencies(resource, declared), on)) - {resource.urn}


def _dependencies(resource: Resource, declared: Declared) -> frozenset[str]:
    """What a resource waits for, by itself or because a component around it does."""
    found = resource.dependencies
    while resource.parent in declared.resources:
        resource = declared.resources[resource.parent]
        found |= resource.dependencies
    return found
