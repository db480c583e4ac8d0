"""Start the containers through Compose, and stop as soon as the server that the role steps wait for cannot start."""

import subprocess
import time
from pathlib import Path

from castmatch.compose.model import ComposeProject
from castmatch.compose.run import cli
from castmatch.docker_engine.containers import ContainerState, container_state
from castmatch.probes.container import watch
from castmatch.probes.kinds import expectation
from castmatch.probes.wait import not_ready
from castmatch.stack.names import Names

# Images are built before, one after the other; and --wait would wait for Docker's own checks, 30 seconds each.
ARGUMENTS = ("up", "--detach", "--no-build")
PAUSE = 0.2  # seconds between two looks at the server
DATABASE = "postgres"


def start(project: ComposeProject, folder: Path) -> int:
    """Start what does not run, and return Compose's exit code.

    Raises:
        UserError: PostgreSQL ended or crashed at its start, so no role can be reconciled; with its last log lines.
    """
    server = Names(project.stack).container(DATABASE)
    before = container_state(server)
    compose = cli.start(project.stack, folder, ARGUMENTS)
    try:
        while compose.poll() is None:
            if reason := crashed(before, container_state(server)):
                raise not_ready(DATABASE, expectation(DATABASE), reason, watch(server, lambda _: None))
            time.sleep(PAUSE)
    finally:
        _end(compose)
    return compose.returncode


def crashed(before: ContainerState, now: ContainerState) -> str | None:
    """Why it is useless to wait longer for the server that Compose has started, or found running; else None."""
    is_as_before = (now.started, now.restarts) == (before.started, before.restarts)
    if is_as_before or now.status == "missing":
        return None
    if now.status in ("exited", "dead"):
        return f"its container exited with code {now.exit_code}"
    if now.status == "restarting" or now.restarts > (before.restarts if now.started == before.started else 0):
        return f"its container crashed (exit code {now.exit_code}) and Docker restarts it"
    return None


def _end(compose: subprocess.Popen[bytes]) -> None:
    """Stop Compose where it still waits for a role step. The containers that it has started keep running."""
    if compose.poll() is None:
        compose.terminate()
        compose.wait()
