"""What a killed `pulumi up` leaves behind, and how the next one gets past it.

Ctrl-C is no such case: Pulumi then finishes what is under way and saves its state. A killed process or a power cut
leaves a lock that nobody holds, and containers or a network that Docker has but the state does not. What Compose has
made is no leftover: the program itself takes it over, see components/takeover.py.
"""

import json
import socket
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from castmatch.compose.takeover import is_in_composes_project, is_made_by_compose, remove_container
from castmatch.docker_engine.client import engine
from castmatch.pulumi_cli.local_backend import is_abandoned, locks
from castmatch.pulumi_cli.pulumi_cli import capture
from castmatch.stack.model import CONTAINERS
from castmatch.stack.names import Names


def get_past_leftovers(project: Path, stack: str) -> bool:
    """Clear away what an interrupted run left behind; True when there was any, so that another try makes sense."""
    unlocked = unlock_if_abandoned(project, stack)
    if locks(stack):
        return False  # another run is under way: what Docker has and the state has not yet is no leftover
    known = known_ids(json.loads(capture(project, "stack", "export", "--stack", stack)))
    return any([unlocked, _remove_containers(stack, known), _remove_network(stack, known)])


def _remove_containers(stack: str, known: frozenset[str]) -> bool:
    api = engine().api
    names = {f"/{Names(stack).container(name)}" for name in CONTAINERS}
    # Names are compared here: Docker's own filter takes a pattern, and a stack may have a dot in its name.
    ours = [container for container in api.containers(all=True) if names & set(container["Names"])]
    leftovers = [found for found in ours if found["Id"] not in known and not is_made_by_compose(found, stack)]
    for container in leftovers:
        _say(f"removing container {container['Names'][0].lstrip('/')}, which an interrupted run left behind")
        remove_container(container)
    return bool(leftovers)


def _remove_network(stack: str, known: frozenset[str]) -> bool:
    name = Names(stack).network
    found = engine().api.networks(names=[name])
    ours = [network for network in found if network["Name"] == name and network["Id"] not in known]
    leftovers = [network for network in ours if not is_in_composes_project(network, stack)]
    for network in leftovers:
        _say(f"removing network {name}, which an interrupted run left behind")
        engine().api.remove_network(network["Id"])
    return bool(leftovers)


def known_ids(export: dict[str, Any]) -> frozenset[str]:
    """The ids of all resources in the output of `pulumi stack export`."""
    resources: Iterable[dict[str, Any]] = export.get("deployment", {}).get("resources") or ()
    return frozenset(resource["id"] for resource in resources if resource.get("id"))


def unlock_if_abandoned(project: Path, stack: str) -> bool:
    """Remove the locks of the local backend if their processes on this machine are gone; True when there were any."""
    held = locks(stack)
    # `pulumi cancel` removes every lock of the stack, so one that is held keeps the others.
    if not held or not all(is_abandoned(lock, socket.gethostname()) for lock in held):
        return False
    _say(f"unlocking stack {stack}: the pulumi that held it is gone")
    capture(project, "cancel", "--yes", "--stack", stack)
    return True


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
