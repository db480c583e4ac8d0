"""Wait until a probe succeeds, and stop at once when it no longer can.

Two eyes: the probe looks as a user would; the watch looks at the container. A container that has exited, crashed or
is gone will not answer, so the wait ends with the cause instead of running out its time.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from castmatch.docker_engine.containers import ContainerState
from castmatch.errors import UserError
from castmatch.probes.causes import cure
from castmatch.probes.result import Probe, ProbeResult

FIRST_PAUSE = 0.05  # seconds; a warm service answers within the first few looks
LONGEST_PAUSE = 0.5
SLOWING = 1.1  # each pause is this much longer: after one second the next look is at most 150 ms away
LAST_WORDS_TRIES = 4
NOTE_EVERY = 5.0  # seconds between two notes of what is waited for


@dataclass(frozen=True)
class Waited:
    """A successful wait: what the last probe found, and the seconds until then."""

    result: ProbeResult
    seconds: float


@dataclass(frozen=True)
class Watched:
    """How a wait sees one container: `state` now, its last `lines`, and where to `note` progress."""

    name: str
    state: Callable[[], ContainerState]
    lines: Callable[[], Sequence[str]]
    note: Callable[[str], None]


def certain_failure(before: ContainerState, now: ContainerState) -> str | None:
    """The reason why this container cannot become ready by waiting, or None.

    `before` is how it was when the wait began: an old restart count or an old "unhealthy" proves nothing.
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
        probe: looks at the service as its user would.
        container: the container behind it.
        within: seconds until giving up.

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
    log = _last_words(container)
    lines = "".join(f"\n          | {line}" for line in log)
    return UserError(
        f"{service}: {expected}",
        f"{reason}\n          last log lines of {container.name}:{lines or ' none'}",
        cure(log) or f"docker logs {container.name}, mend the cause, then: make up",
    )


def _last_words(container: Watched) -> Sequence[str]:
    """The container's log; under load its last lines can take a moment longer to arrive than the news of its end."""
    for _ in range(LAST_WORDS_TRIES):
        if log := container.lines():
            return log
        time.sleep(LONGEST_PAUSE)
    return ()
