"""How long each service is expected not to answer, from what happens to its container and to those that it needs.

PostgreSQL comes first, then its roles and Redis, then what is given their URLs. The services that know each other by
address only (ai ◄ backend ◄ frontend) are replaced at the same time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from castmatch.preview.model import Downtime, Edge, Operation, ResourceChange
from castmatch.preview.steps import Document, steps
from castmatch.stack.containers import CONTAINERS, ContainerName

STOP = 0.6  # seconds until a container has stopped and is removed
START = 0.6  # seconds until the next one is created and started
_SERVERS = frozenset({"postgres", "redis"})  # proven ready before others are given their URL
_DOES_WITHOUT = frozenset({("backend", "ai")})  # answers, degraded: only its chat does not


@dataclass(frozen=True)
class _Own:
    """What happens to one service's own container: seconds without an answer, None if that is unknown."""

    seconds: float | None
    why: str


def downtimes(
    changes: Sequence[ResourceChange], ready_seconds: Mapping[str, float], edges: Iterable[Edge]
) -> tuple[Downtime, ...]:
    """One for each service that a change reaches, servers first.

    Args:
        ready_seconds: service to seconds from its container's start to its proof, see ready_seconds.
        edges: which service needs which, see castmatch.preview.graph.
    """
    estimate = _Estimate(changes, ready_seconds, frozenset(edges))
    return tuple(found for service in CONTAINERS for found in estimate.of(service))


def restarted(changes: Iterable[ResourceChange]) -> frozenset[str]:
    """The services whose container is replaced or made: only their time to be ready matters."""
    started = (change for change in changes if change.operation in (Operation.REPLACE, Operation.CREATE))
    return frozenset(change.name for change in started if change.is_a("Container"))


def ready_seconds(document: Document) -> dict[str, float]:
    """Service to the seconds that its last proof took, as the stack's state has them."""
    proofs = (step.outputs for step in steps(document) if step.kind.endswith(":Ready"))
    return {proof["service"]: proof["seconds"] for proof in proofs if proof.get("seconds") is not None}


@dataclass(frozen=True)
class _Estimate:
    changes: Sequence[ResourceChange]
    ready_seconds: Mapping[str, float]
    edges: frozenset[Edge]

    def of(self, service: ContainerName) -> Iterator[Downtime]:
        own, waits = self.own.get(service), self._awaited(service)
        seconds = self.away(service)
        if own is None and not waits:
            yield from self._untouched(service)
            return
        texts = [own.why] if own else []
        texts += [f"answers 503 while {name} is away{_for(self.away(name))}" for name in waits]
        yield Downtime(service, seconds, "; ".join([*texts, *self._degraded(service)]))

    def away(self, service: str) -> float | None:
        """Seconds until it answers again, counted from when something that it needs, or itself, goes."""
        own, waits = self.own.get(service), self._awaited(service)
        mine = own.seconds if own else 0.0
        known = {name: seconds for name in waits if (seconds := self.away(name)) is not None}
        if mine is None or len(known) < len(waits):
            return None
        first = max((seconds for name, seconds in known.items() if name in _SERVERS), default=0.0)
        meanwhile = max((seconds for name, seconds in known.items() if name not in _SERVERS), default=0.0)
        return round(max(first + mine, meanwhile), 1)

    @cached_property
    def own(self) -> dict[str, _Own]:
        containers = [change for change in self.changes if change.is_a("Container")]
        found = {change.name: self._fate(change) for change in containers}
        return {name: fate for name, fate in found.items() if fate}

    def _fate(self, change: ResourceChange) -> _Own | None:
        is_away = "; ".join(change.findings)
        match change.operation:
            case Operation.REPLACE:
                return self._started(change, is_away, "its container is replaced")
            case Operation.CREATE if is_away:
                return self._started(change, is_away, "")
            case Operation.DELETE:
                return _Own(None, "it is no longer declared, so it stops answering")
            case Operation.CHANGE:
                return _Own(None, "only Pulumi's engine can tell whether its container is replaced")
        return None

    def _started(self, change: ResourceChange, is_away: str, otherwise: str) -> _Own:
        ready = self.ready_seconds.get(change.name)
        why = f"{is_away}, `up` brings it back" if is_away else otherwise
        if ready is None:
            return _Own(None, f"{why}; the time that it takes to be ready was never measured")
        return _Own(round((0.0 if is_away else STOP) + START + ready, 1), why)

    def _untouched(self, service: ContainerName) -> Iterator[Downtime]:
        """A service that keeps answering while something about it changes."""
        in_place = [change for change in self.changes if change.operation is Operation.UPDATE]
        texts = ["its container is changed in place" for c in in_place if c.is_a("Container") and c.name == service]
        if service == "postgres":
            texts += [f"role {c.new.get('role')} is changed in place" for c in in_place if c.is_a("PostgresRole")]
        texts += self._degraded(service)
        if texts:
            yield Downtime(service, 0.0, "; ".join(texts))

    def _degraded(self, service: str) -> list[str]:
        spared = [name for one, name in sorted(_DOES_WITHOUT) if one == service and Edge(one, name) in self.edges]
        return [f"only what asks {name} fails{_for(self.away(name))}" for name in spared if self.away(name) != 0]

    def _awaited(self, service: str) -> list[str]:
        """The services that are away and without which it can't answer; the guardian needs none to answer."""
        needed = sorted(self._needed(service)) if service != "guardian" else []
        return [name for name in needed if (service, name) not in _DOES_WITHOUT and self.away(name) != 0]

    def _needed(self, service: str) -> set[str]:
        """The containers that it needs, directly or by way of a role."""
        direct = {edge.needs for edge in self.edges if edge.service == service}
        roles = direct - set(CONTAINERS)
        return (direct - roles).union(*(self._needed(role) for role in roles))


def _for(seconds: float | None) -> str:
    return f" ({seconds:g} s)" if seconds else ""
