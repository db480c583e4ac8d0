"""What a killed `pulumi up` leaves behind, and how the next one gets past it.

Ctrl-C is no such case: Pulumi then finishes what is under way and saves its state. A killed process or a power cut
leaves a lock that nobody holds, and containers or a network that Docker has but the state does not.
"""

import json
import os
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docker.errors import NotFound

from castmatch.engine.client import engine
from castmatch.ops.pulumi_cli import capture
from castmatch.stack.model import SERVICES
from castmatch.stack.names import Names


def remove_leftovers(project: Path, stack: str) -> None:
    """Remove this stack's containers and network that Docker has and the state does not. Never a volume."""
    names = Names(stack)
    known = known_ids(json.loads(capture(project, "stack", "export", "--stack", stack)))
    api = engine().api
    for service in SERVICES:
        for container in api.containers(all=True, filters={"name": f"^/{names.container(service)}$"}):
            if container["Id"] not in known:
                _say(f"removing container {names.container(service)}, which an interrupted run left behind")
                api.stop(container["Id"], timeout=30)
                api.remove_container(container["Id"], v=True)
    for network in api.networks(names=[names.network]):
        if network["Name"] == names.network and network["Id"] not in known:
            _say(f"removing network {names.network}, which an interrupted run left behind")
            _remove_network(network["Id"])


def known_ids(export: dict[str, Any]) -> frozenset[str]:
    """The ids of all resources in the output of `pulumi stack export`."""
    resources: Iterable[dict[str, Any]] = export.get("deployment", {}).get("resources") or ()
    return frozenset(resource["id"] for resource in resources if resource.get("id"))


def unlock_if_abandoned(project: Path, stack: str) -> None:
    """Remove a lock of the local backend whose process on this machine is gone."""
    locks = Path.home() / ".pulumi" / "locks" / "organization" / "castmatch" / stack
    for lock in locks.glob("*.json") if locks.is_dir() else ():
        if is_abandoned(json.loads(lock.read_text()), socket.gethostname()):
            _say(f"unlocking stack {stack}: the pulumi that held it is gone")
            capture(project, "cancel", "--yes", "--stack", stack)


def is_abandoned(lock: dict[str, Any], host: str) -> bool:
    """Whether a lock's process ran on this host and runs no more."""
    if lock.get("hostname") != host:
        return False
    try:
        os.kill(int(lock["pid"]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _remove_network(network_id: str) -> None:
    try:
        engine().api.remove_network(network_id)
    except NotFound:
        return


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
