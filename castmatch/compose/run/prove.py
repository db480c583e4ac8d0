"""Prove by Pulumi's own probes that what Compose started is ready, and find the role steps that failed."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from castmatch.compose.model import ComposeProject, Proof
from castmatch.declared.stand_in import filled_in
from castmatch.docker_engine.containers import (
    ContainerState,
    container_state,
    last_lines,
    restart_now,
    seconds_since_start,
)
from castmatch.errors import UserError
from castmatch.probes.container import watch
from castmatch.probes.kinds import expectation, make_probe
from castmatch.probes.wait import until_ready
from castmatch.progress import say

STEP_SECONDS = 150.0  # a step itself waits two minutes for the server
PAUSE = 0.1
NOT_BEGUN = ("missing", "created")


@dataclass(frozen=True)
class Failure:
    """A role whose step failed, and why."""

    role: str
    error: UserError


def prove(project: ComposeProject, values: Mapping[str, str], begun: float) -> dict[str, float]:
    """Prove every service.

    Args:
        values: stand-in to secret value.
        begun: when this run began, on the monotonic clock.

    Returns:
        service to the seconds until it was ready: since its container's start where this run started it.

    Raises:
        UserError: the first that cannot become ready, with cause, last log lines and next command.
    """
    return {proof.service: _proven(proof, filled_in(proof.target, values), begun) for proof in project.proofs}


def _proven(proof: Proof, target: str, begun: float) -> float:
    if container_state(proof.container).status == "restarting":
        restart_now(proof.container)
    probe = make_probe(proof.kind, target)
    waited = until_ready(proof.service, expectation(proof.kind), probe, watch(proof.container, say), proof.within)
    since_start = seconds_since_start(proof.container)
    return round(since_start, 1) if since_start < time.monotonic() - begun else waited.seconds


def failed_steps(project: ComposeProject) -> list[Failure]:
    """The roles whose steps failed, once every step has ended; a cause before the roles that wait for it.

    Empty where Compose started none of the missing steps: it has printed the reason.
    """
    ended = {role: _ended(container) for role, container in project.role_steps.items()}
    open_ones = {role: state for role, state in ended.items() if (state.status, state.exit_code) != ("exited", 0)}
    if all(state.status in NOT_BEGUN for state in open_ones.values()):
        return []
    return [Failure(role, _reason(project.role_steps[role], state.status)) for role, state in open_ones.items()]


def _ended(container: str) -> ContainerState:
    deadline = time.monotonic() + STEP_SECONDS
    while (state := container_state(container)).status == "running" and time.monotonic() < deadline:
        time.sleep(PAUSE)
    return state


def _reason(container: str, status: str) -> UserError:
    """The error that the step printed, else its last log lines."""
    lines = last_lines(container)
    if own := UserError.from_text("\n".join(lines)):
        return own
    found = "\n          | ".join([f"it is {status}; its last log lines:", *lines]) if lines else f"it is {status}"
    return UserError(f"{container} to reconcile its role", found, "fix the cause, then: make up")
