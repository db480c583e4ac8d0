"""The state of one container as Docker reports it, and the last lines that it printed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from castmatch.docker_engine.client import engine
from castmatch.redact import without_passwords


@dataclass(frozen=True)
class ContainerState:
    """The facts of `docker inspect` that decide whether a service can still become ready.

    `status` is Docker's own word, or "missing". `State.Running` is not used: it is true during restart backoff.
    """

    status: str
    exit_code: int = 0
    restarts: int = 0
    health: str = "none"
    out_of_memory: bool = False
    started: str = field(default="", compare=False)  # when Docker started it; two equal states may have begun apart


MISSING = ContainerState("missing")


def container_state(name: str) -> ContainerState:
    """Look at the container of this name or id."""
    from docker.errors import NotFound

    try:
        facts = engine().api.inspect_container(name)
    except NotFound:
        return MISSING
    state = facts["State"]
    return ContainerState(
        status=state["Status"],
        exit_code=state["ExitCode"],
        restarts=facts["RestartCount"],
        health=state.get("Health", {}).get("Status", "none"),
        out_of_memory=state["OOMKilled"],
        started=state.get("StartedAt", ""),
    )


def seconds_since_start(name: str) -> float:
    """How long ago Docker started the container, in seconds."""
    started: str = engine().api.inspect_container(name)["State"]["StartedAt"]
    return (datetime.now(UTC) - datetime.fromisoformat(started)).total_seconds()


def last_lines(name: str, count: int = 20) -> list[str]:
    """The container's last lines of output, oldest first, without the passwords of URLs; empty when there is none."""
    from docker.errors import APIError

    try:
        output: bytes = engine().api.logs(name, tail=count)
    except APIError:
        return []
    return without_passwords(output.decode(errors="replace")).rstrip().splitlines()


def restart_now(name: str) -> None:
    """Start a container at once that has stopped, or that waits in Docker's restart backoff of up to a minute."""
    engine().api.restart(name, timeout=10)
