"""Every container has a health check that proves its service.

Why: restarts, `pulumi up` and people trust it. A check that is always true hides a dead service, and `pg_isready` says
yes on a server that refuses every login. Ask for what a user relies on: log in, ping with the password, call /health.
"""

from collections.abc import Iterator

from castmatch.gates.health import weakness
from castmatch.gates.model import Program, Violation, inputs, is_unknown

NAME = "health-check"
SCOPE = "resource"
FIX = "a command that fails when the service does: a login and SELECT 1, an authenticated PING, curl --fail …/health"


def check(program: Program) -> Iterator[Violation]:
    """Every container without a check, or with one that proves nothing."""
    for container in program.containers:
        healthcheck = inputs(container).get("healthcheck")
        tests = healthcheck.get("tests") if isinstance(healthcheck, dict) else None
        if is_unknown(healthcheck, tests):
            continue
        if found := weakness(tests):
            yield Violation.of(NAME, container, "a health check that proves its service", found, FIX)
