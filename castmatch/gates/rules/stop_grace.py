"""Every container is given time to stop.

Why: the Docker provider kills at once unless a grace period is set. A database that is killed recovers at its next
start, and a service that is killed drops the requests it is answering.
"""

from collections.abc import Iterator

from castmatch.gates.model import Program, Violation, inputs, is_unknown

NAME = "stop-grace"
SCOPE = "resource"
PERIODS = {
    "destroyGraceSeconds": "destroy_grace_seconds=10, for Pulumi's own stop",
    "stopTimeout": "stop_timeout=10, for `docker stop` and a restart of the daemon",
}


def check(program: Program) -> Iterator[Violation]:
    """Every container without one of the two grace periods."""
    for container in program.containers:
        given = inputs(container)
        for period, fix in PERIODS.items():
            seconds = given.get(period)
            if is_unknown(seconds) or (isinstance(seconds, int | float) and seconds > 0):
                continue
            found = f"{period} {'none' if seconds is None else seconds}"
            yield Violation.of(NAME, container, "a grace period above 0 seconds", found, fix)
