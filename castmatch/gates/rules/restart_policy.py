"""Every container is started again by Docker, whatever ended it.

Why: a crash at night, a restart of the Docker daemon and a reboot must end with the service running, without anybody
there. `on-failure` does not come back after the last two.
"""

from collections.abc import Iterator

from castmatch.gates.model import Program, Violation, inputs, is_unknown

NAME = "restart-policy"
SCOPE = "resource"
FOR_EVER = ("unless-stopped", "always")


def check(program: Program) -> Iterator[Violation]:
    """Every container with another policy, or with none."""
    for container in program.containers:
        policy = inputs(container).get("restart")
        if policy not in FOR_EVER and not is_unknown(policy):
            found = f"restart {policy or 'none'}"
            yield Violation.of(NAME, container, "a restart policy", found, 'restart="unless-stopped"')
