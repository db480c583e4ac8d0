"""Prove the apps of a throw-away stack while the head is previewed on it.

The preview needs no app that answers: the stack's `up` ends without their proofs (components.ready), and an app that
compiles its first page delays nobody. How long each takes to be ready is a part of the report, if it is to be replaced.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from castmatch.docker_engine.containers import container_state, seconds_since_start
from castmatch.errors import UserError
from castmatch.probes.kinds import expectation, make_probe
from castmatch.probes.wait import Watched, until_ready
from castmatch.pulumi_cli.exported_state import Document, properties

_AT_ONCE = 8  # one to ask for the state, and one for each app


@dataclass(frozen=True)
class Proofs:
    """What was found.

    Args:
        seconds: service to the seconds from its container's start to its proof, of those proven here.
        failed: service to why it can't become ready, in a line.
    """

    seconds: dict[str, float]
    failed: dict[str, str]


@dataclass(frozen=True)
class Proving:
    """Proofs under way; all that has no proof in the state is being proven."""

    begun: Future[tuple[Document, dict[str, Future[float]]]]

    def state(self) -> Document:
        """The stack's state, with its secrets."""
        return self.begun.result()[0]

    def of(self, services: Iterable[str]) -> Proofs:
        """Wait for the proofs of these services, and for no other."""
        under_way = self.begun.result()[1]
        found = Proofs({}, {})
        for service in under_way.keys() & set(services):
            try:
                found.seconds[service] = under_way[service].result()
            except UserError as error:
                found.failed[service] = error.found.partition("\n")[0]
        return found


@contextmanager
def proving(state: Callable[[], Document]) -> Iterator[Proving]:
    """Start to prove what is not proven yet.

    Leaving the block waits for nobody: a wait ends by itself when its container is removed.

    Args:
        state: tells what is up, with its secrets: `pulumi stack export --show-secrets`.
    """
    beside = ThreadPoolExecutor(_AT_ONCE)

    def begin() -> tuple[Document, dict[str, Future[float]]]:
        found = state()
        unproven = [proof for proof in properties(found, "Ready", "outputs") if proof.get("seconds") is None]
        return found, {proof["service"]: beside.submit(_seconds, proof) for proof in unproven}

    try:
        yield Proving(beside.submit(begin))
    finally:
        beside.shutdown(wait=False, cancel_futures=True)


def _seconds(proof: dict[str, Any]) -> float:
    """From the container's start until it was proven. UserError when it can't be."""
    name = proof["container"]
    # Only the reason is told, so nobody waits for the last lines of a container that may be removed by then.
    container = Watched(name, lambda: container_state(name), lambda: ("not asked for",), lambda _note: None)
    probe = make_probe(proof["kind"], proof["target"])
    until_ready(proof["service"], expectation(proof["kind"]), probe, container, proof["within"])
    return round(seconds_since_start(name), 1)
