"""Faults by hand: what happens to PostgreSQL's container and its volume."""

from typing import TYPE_CHECKING

import docker

from castmatch.postgres_paths import DATA
from tests.faults.fault import OWNER, Data, Fault

if TYPE_CHECKING:
    from tests.e2e.stack import Stack


def stop(stack: "Stack") -> None:
    stack.container("postgres").stop()


def remove(stack: "Stack") -> None:
    stack.container("postgres").remove(force=True)


def wipe(stack: "Stack") -> None:
    """The volume is emptied under the server's feet; the image's entrypoint then initialises a new cluster."""
    _with_empty_volume(stack, "true")


def swap(stack: "Stack") -> None:
    """Somebody else's cluster stands in the volume: other roles, other databases, nothing that says it is ours."""
    foreign = "CREATE ROLE somebody LOGIN; CREATE DATABASE theirs OWNER somebody"
    _with_empty_volume(
        stack,
        f"chown -R postgres {DATA}; cd /; "
        f"su postgres -c '$(ls -d /usr/lib/postgresql/*/bin)/initdb -D {DATA} --auth=trust >/dev/null' && "
        f"printf '%s\\n' '{foreign.split('; ')[0]};' '{foreign.split('; ')[1]};' | "
        f"su postgres -c '$(ls -d /usr/lib/postgresql/*/bin)/postgres --single -D {DATA} postgres >/dev/null'",
    )


def _with_empty_volume(stack: "Stack", then: str) -> None:
    container = stack.container("postgres")
    container.stop()
    client = docker.from_env()
    script = f"find {DATA} -mindepth 1 -delete; {then}"
    mounts = {stack.names.data_volume: {"bind": DATA, "mode": "rw"}}
    client.containers.run(container.image.id, ["-c", script], entrypoint="sh", user="root", volumes=mounts, remove=True)
    container.start()


_AWAY = "PostgreSQL is not reachable"
_UNSEEN = "cannot be inspected now"

MACHINE = (
    Fault("server stopped", words=_UNSEEN, by_hand=stop, guardian=_AWAY),
    Fault("container removed", words="postgres", by_hand=remove, guardian=_AWAY),
    Fault("cluster re-initialised", words=f"role {OWNER} is missing", by_hand=wipe, data=Data.LOST),
    Fault(
        "volume swapped for a foreign cluster",
        words=_UNSEEN,
        by_hand=swap,
        guardian="no record of this stack",
        data=Data.LOST,
    ),
)
