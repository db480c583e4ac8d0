"""A real `pulumi up` and what it did, to be compared with what the preview had said."""

import json
from dataclasses import dataclass
from pathlib import Path

import docker

from tests.e2e.stack import Result, Stack

# Pulumi's steps, in the report's words.
_WORDS = {
    "create": "create",
    "update": "update",
    "replace": "replace",
    "create-replacement": "replace",
    "delete-replaced": "replace",
    "delete": "delete",
}


@dataclass(frozen=True)
class Applied:
    """One `pulumi up`: how it ended, what it did to which resource, and which containers are others than before."""

    result: Result
    operations: frozenset[tuple[str, str]]
    replaced: frozenset[str]


def apply(stack: Stack, log: Path) -> Applied:
    """Run `pulumi up` and note what it did."""
    before = containers(stack)
    arguments = ("up", "--yes", "--skip-preview", "--suppress-outputs", "--event-log", str(log))
    result = stack.pulumi(*arguments, PULUMI_DEBUG_COMMANDS="true")  # without it there is no event log
    after = containers(stack)
    events = [json.loads(line) for line in log.read_text().splitlines() if line]
    steps = [event["resourcePreEvent"]["metadata"] for event in events if "resourcePreEvent" in event]
    done = {(_name(step["urn"]), _WORDS[step["op"]]) for step in steps if step["op"] in _WORDS and not _frame(step)}
    others = {name for name in before if before[name] != after.get(name)}
    return Applied(result, frozenset(done), frozenset(others))


def containers(stack: Stack) -> dict[str, str]:
    """Name to id of each container of the stack."""
    found = docker.from_env().containers.list(all=True, filters={"name": f"^/castmatch-{stack.name}-"})
    return {str(container.name): str(container.id) for container in found}


def _name(urn: str) -> str:
    return urn.split("$")[-1].split("::", 1)[0].split(":")[-1] + " " + urn.rsplit("::", 1)[-1]


def _frame(step: dict[str, object]) -> bool:
    """Components, the stack and providers: nothing of theirs is on the machine."""
    kind = str(step["type"])
    return kind.startswith(("pulumi:", "castmatch:components:"))
