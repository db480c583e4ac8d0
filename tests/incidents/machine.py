"""The faults of the incident matrix that take more than a statement: what happens to the container and its volume."""

from collections.abc import Callable
from dataclasses import dataclass

import docker

from castmatch.postgres_paths import DATA
from tests.e2e.stack import Stack


@dataclass(frozen=True)
class MachineFault:
    """One row.

    Args:
        name: what happened, in words.
        words: what a preview says, in part.
        cause: does it.
        guardian: what the guardian says, in part, where it is not its to repair; None where it repairs.
    """

    name: str
    words: str
    cause: Callable[[Stack], None]
    guardian: str | None = None


def stop(stack: Stack) -> None:
    stack.container("postgres").stop()


def remove(stack: Stack) -> None:
    stack.container("postgres").remove(force=True)


def wipe(stack: Stack) -> None:
    """The volume is emptied under the server's feet; the image's entrypoint then initialises a new cluster."""
    _with_empty_volume(stack, "true")


def swap(stack: Stack) -> None:
    """Somebody else's cluster stands in the volume: other roles, other databases, nothing that says it is ours."""
    foreign = "CREATE ROLE somebody LOGIN; CREATE DATABASE theirs OWNER somebody"
    _with_empty_volume(
        stack,
        f"chown -R postgres {DATA}; cd /; "
        f"su postgres -c '$(ls -d /usr/lib/postgresql/*/bin)/initdb -D {DATA} --auth=trust >/dev/null' && "
        f"printf '%s\\n' '{foreign.split('; ')[0]};' '{foreign.split('; ')[1]};' | "
        f"su postgres -c '$(ls -d /usr/lib/postgresql/*/bin)/postgres --single -D {DATA} postgres >/dev/null'",
    )


def _with_empty_volume(stack: Stack, then: str) -> None:
    container = stack.container("postgres")
    container.stop()
    client = docker.from_env()
    script = f"find {DATA} -mindepth 1 -delete; {then}"
    mounts = {stack.names.data_volume: {"bind": DATA, "mode": "rw"}}
    client.containers.run(container.image.id, ["-c", script], entrypoint="sh", user="root", volumes=mounts, remove=True)
    container.start()


MACHINE = (
    MachineFault("server stopped", "cannot be inspected now", stop, "PostgreSQL is not reachable"),
    MachineFault("container removed", "postgres", remove, "PostgreSQL is not reachable"),
    MachineFault("cluster re-initialised", "role castmatch_user is missing", wipe),
    MachineFault("volume swapped for a foreign cluster", "cannot be inspected now", swap, "no record of this stack"),
)
