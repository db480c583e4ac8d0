"""Clear away what a killed `pulumi up` left behind, so that the next one succeeds.

After Ctrl-C Pulumi finishes what is under way and saves its state. A killed process or a power cut leaves a lock
without a holder, and containers or a network that Docker has but the state does not. What Compose made is no leftover:
the program takes it over, see components/takeover.py.
"""

import json
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from castmatch.docker_engine.ownership import Kind, Owner, remove, resources_of
from castmatch.progress import say
from castmatch.pulumi_cli.local_backend import is_abandoned, locks
from castmatch.pulumi_cli.pulumi_cli import capture


def get_past_leftovers(project: Path, stack: str) -> bool:
    """Clear away what an interrupted run left behind; True when there was something, so that a retry makes sense."""
    unlocked = unlock_if_abandoned(project, stack)
    if locks(stack):
        return False  # another run is under way: its state does not hold everything yet
    known = known_ids(json.loads(capture(project, "stack", "export", "--stack", stack)))
    return any([unlocked, _remove_unknown(stack, known)])


def _remove_unknown(stack: str, known: frozenset[str]) -> bool:
    """Remove the containers and the network that Pulumi made and its state does not hold; True when there were any."""
    made = [owned for owned in resources_of(stack) if owned.owner is Owner.PULUMI and owned.kind is not Kind.VOLUME]
    leftovers = [owned for owned in made if owned.id not in known]
    for owned in leftovers:
        say(f"removing {owned.kind} {owned.name}, which an interrupted run left behind")
    remove(leftovers)
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
    say(f"unlocking stack {stack}: the pulumi that held it is gone")
    capture(project, "cancel", "--yes", "--stack", stack)
    return True
