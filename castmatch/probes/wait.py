"""Wait until a probe succeeds, and stop at once when it no longer can.

Two checks: the probe asks as a user would; the watch reads the container's state. A container that has exited, crashed
or been removed will not answer, so the wait ends with the cause instead of running out its time.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from castmatch.docker_engine.containers import ContainerState
from castmatch.errors import UserError
from castmatch.probes.causes import cure
from castmatch.probes.result import Probe, ProbeResult

FIRST_PAUSE = 0.05  # seconds; a warm service answers within the first few probes
LONGEST_PAUSE = 0.5
SLOWING = 1.1  # growth of the pause: after one second the next probe follows within 150 ms
LOG_TRIES = 4
NOTE_EVERY = 5.0  # seconds between two progress messages


@dataclass(frozen=True)
class Waited:
    """A successful wait: the result of the last probe, and the seconds until then."""

    result: ProbeResult
    seconds: float


@dataclass(frozen=True)
class Watched:
    """A container that a wait watches: its present `state`, its last log `lines`, and `note` for progress messages."""

    name: str
    state: Callable[[], ContainerState]
    lines: Callable[[], Sequence[str]]
    note: Callable[[str], None]


def certain_failure(before: ContainerState, now: ContainerState) -> str | None:
    """The reason why waiting can't make this container ready, or None.

    `before` is its state when the wait began: an old restart count or an old "unhealthy" proves nothing.
    """
    memory = ", killed for using more than its memory limit" if now.out_of_memory else ""
    if now.status == "missing":
        return "its container does not exist"
    if now.status in ("exited", "dead"):
        return f"its container exited with code {now.exit_code}{memory}"
    if now.status == "paused":
        return "its container is paused"
    if now.status == "restarting" or now.restarts > before.restarts:
        return f"its container crashed (exit code {now.exit_code}{memory}) and Docker restarts it"
    if now.health == "unhealthy" and before.health != "unhealthy":
        return "Docker's health check says unhealthy"
    return None


def until_ready(service: str, expected: str, probe: Probe, container: Watched, within: float) -> Waited:
    """Probe until it succeeds.

    Args:
        service: its name, for messages.
        expected: what the probe proves, for messages.
        probe: asks the service as its user would.
        container: the container behind it.
        within: seconds to wait at most.

    Raises:
        UserError: the cause, the container's last log lines and the next command.
    """
    started = time.monotonic()
    before = container.state()
    next_note = started + NOTE_EVERY
    for attempt in count():
        result = probe()
        waited = time.monotonic() - started
        if result.ready:
            return Waited(result, round(waited, 2))
        reason = certain_failure(before, container.state())
        if reason is None and waited > within:
            reason = f"not ready after {within:g} s: {result.detail}"
        if reason:
            raise not_ready(service, expected, reason, container)
        if time.monotonic() > next_note:
            container.note(f"{service}: waiting {waited:.0f} s for {expected} ({result.detail})")
            next_note += NOTE_EVERY
        time.sleep(min(LONGEST_PAUSE, FIRST_PAUSE * SLOWING**attempt))
    raise AssertionError("unreachable")


def not_ready(service: str, expected: str, reason: str, container: Watched) -> UserError:
    """The error for a service that cannot become ready, with its last log lines."""
    log = _last_lines(container)
    lines = "".join(f"\n          | {line}" for line in log)
    return UserError(
        f"{service}: {expected}",
        f"{reason}\n          last log lines of {container.name}:{lines or ' none'}",
        cure(log) or f"docker logs {container.name}, fix the cause, then run: make up",
    )


def _last_lines(container: Watched) -> Sequence[str]:
    """The container's last log lines; under load they can arrive later than the news of its exit."""
    for _ in range(LOG_TRIES):
        if log := container.lines():
            return log
        time.sleep(LONGEST_PAUSE)
    return ()
