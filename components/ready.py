"""Proof that a service is ready: a resource that probes it as its user would, on every `pulumi up`.

Docker's health check stays at its calm interval; this one looks at once and often, ends early when the container
cannot become ready any more, and looks again on every preview and every `up`.
"""

from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from castmatch.docker_engine.containers import container_state, restart_now, seconds_since_start
from castmatch.errors import UserError
from castmatch.probes.kinds import expectation, make_probe
from castmatch.probes.wait import until_ready
from components.plugin import Provider, unknown, watched

READY = "ready"
# One look decides whether a service is said to be down, and on a busy machine a page takes its time.
_LOOK = 10.0  # seconds


class ReadyProvider(Provider):
    """Where the proof is not `required`, a service that is not ready is recorded, and never looked at again."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        return CreateResult(id_=props["container"], outs={**props, **_proof(props, since_start=True)})

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        if container_state(news["container"]).status in ("restarting", "exited"):
            restart_now(news["container"])
        is_new = news["container_id"] != olds.get("container_id")
        return UpdateResult(outs={**news, **_proof(news, since_start=is_new)})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Report the state found as the input `state`, so that a preview shows it as a difference."""
        live = {**props, "state": _look(props)} if _is_required(props) else props
        return ReadResult(id_, live, inputs={key: live[key] for key in live if key not in ("seconds", "reason")})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        compared = news.keys() - {"required"}  # it says what a proof is for, and nothing about the service
        if any(unknown(news[key]) or news[key] != olds.get(key) for key in compared):
            return DiffResult(changes=True)
        found = _look(news) if _is_required(news) else READY
        if found != READY:
            pulumi.log.warn(f"{news['service']} is not ready: {found}")
        return DiffResult(changes=found != READY)


def _is_required(props: dict[str, Any]) -> bool:
    return bool(props.get("required", True))


def _look(props: dict[str, Any]) -> str:
    result = make_probe(props["kind"], props["target"], _LOOK)()
    return READY if result.ready else result.detail


def _proof(props: dict[str, Any], since_start: bool) -> dict[str, Any]:
    """The `seconds` that the proof took; None, and the `reason`, for a service that is not ready and need not be."""
    try:
        return {"seconds": _proven(props, since_start)}
    except UserError as error:
        if _is_required(props):
            raise
        reason = error.found.partition("\n")[0]
        pulumi.log.warn(f"{props['service']} is not ready: {reason}")
        return {"seconds": None, "reason": reason}


def _proven(props: dict[str, Any], since_start: bool) -> float:
    """Wait for the proof; seconds since the container's start, or since the wait began."""
    name = props["container"]
    waited = until_ready(
        props["service"],
        expectation(props["kind"]),
        make_probe(props["kind"], props["target"]),
        watched(name),
        props["within"],
    )
    return round(seconds_since_start(name), 1) if since_start else waited.seconds


class Ready(Resource, module="castmatch", name="Ready"):
    """One service, proven ready.

    Args:
        service: its name.
        kind: how it is probed, see castmatch.probes.kinds.
        target: where: a URL with credentials, or several separated by spaces; kept secret.
        container: the container's name.
        container_id: a new container is a new proof.
        within: seconds until giving up.
        required: whether the stack's `up` fails where the service does not become ready.
    """

    service: pulumi.Output[str]
    seconds: pulumi.Output[float]
    state: pulumi.Output[str]

    def __init__(
        self,
        service: str,
        *,
        kind: str,
        target: pulumi.Input[str],
        container: pulumi.Input[str],
        container_id: pulumi.Input[str],
        within: float,
        required: bool,
        opts: pulumi.ResourceOptions,
    ) -> None:
        props = {
            "service": service,
            "kind": kind,
            "target": pulumi.Output.secret(target),
            "container": container,
            "container_id": container_id,
            "within": within,
            "state": READY,
            "seconds": None,
            # Left out where it is true: stacks that were made before it existed show no difference.
            **({} if required else {"required": False}),
        }
        super().__init__(ReadyProvider(), f"{service}-ready", props, opts)
