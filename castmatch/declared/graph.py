"""Which container, role or volume needs which.

Read off what the program gives to what: a resource's dependencies and its components' ones, up to the next one that is
drawn; and the addresses in a container's environment (AI_URL=http://ai:8002). What only proves a service (Ready) is no
need: the order of proofs is not the order of calls.
"""

import re
from collections.abc import Collection, Iterator

from castmatch.declared.model import Declared, Resource
from castmatch.declared.walk import reachable

SERVICES_AND_ROLES = ("Container", "PostgresRole")
_HOST = re.compile(r"://(?:[^@/]*@)?([A-Za-z0-9_-]+)(?=[:/]|$)")


def drawn(declared: Declared, kinds: Collection[str]) -> dict[str, Resource]:
    """The resources of these kinds, by URN."""
    return {urn: found for urn, found in declared.resources.items() if found.short_kind in kinds}


def name_of(resource: Resource) -> str:
    """Its logical name; a role's own name."""
    return str(resource.raw.get("role")) if resource.is_a("PostgresRole") else resource.name


def needs(declared: Declared, kinds: Collection[str]) -> set[tuple[str, str]]:
    """Pairs of URNs: which resource of these kinds needs which other one, directly or by way of other kinds."""
    shown = drawn(declared, kinds)
    hosts = {found.name: urn for urn, found in shown.items() if found.is_a("Container")}

    def steps(urn: str) -> frozenset[str]:
        return frozenset() if urn in shown else declared.depends_on(urn)

    pairs: set[tuple[str, str]] = set()
    for urn, found in shown.items():
        next_ones = reachable(declared.depends_on(urn), steps) & shown.keys()
        called = {hosts[host] for host in _hosts(found) if host in hosts}
        pairs |= {(urn, other) for other in (next_ones | called) - {urn}}
    return pairs


def _hosts(container: Resource) -> Iterator[str]:
    """The hosts of the network in a container's environment."""
    for text in container.raw.get("envs") or ():
        yield from (match[1] for match in _HOST.finditer(str(text)))
