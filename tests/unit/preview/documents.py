"""Outputs of `pulumi preview --json`: real ones, trimmed, and small ones made by hand."""

import json
from pathlib import Path
from typing import Any

from castmatch.preview.digest import changes
from castmatch.preview.model import ResourceChange

Document = dict[str, Any]

STACK = "urn:pulumi:dev::castmatch::"
ROOT = f"{STACK}castmatch:components:Environment::castmatch"
CONTAINER = "docker:index/container:Container"
VOLUME = "docker:index/volume:Volume"
IMAGE = "docker:index/remoteImage:RemoteImage"
ROLE = "pulumi-python:dynamic/castmatch:PostgresRole"
READY = "pulumi-python:dynamic/castmatch:Ready"

_SAMPLES = Path(__file__).with_name("samples")


def sample(name: str) -> Document:
    """A real output: nochange, changes (of the stack config) or drift (made by hand)."""
    document: Document = json.loads((_SAMPLES / f"{name}.json").read_text())
    return document


def urn(kind: str, name: str) -> str:
    return f"{STACK}{kind}::{name}"


def resource(kind: str, name: str, op: str | None, *states: dict[str, Any] | None, **more: Any) -> list[dict[str, Any]]:
    """The steps of one resource: what was recorded, what is live (the same if not given), what is declared."""
    recorded, live, declared = states if len(states) == 3 else (states[0], states[0], states[-1])
    steps = []
    state = more.pop("state", {})
    if recorded is not None:
        steps.append({"op": "refresh", "urn": urn(kind, name), "oldState": _state(kind, recorded, **state)})
    if op is not None:
        real = {"op": op, "urn": urn(kind, name), **more}
        given = {"oldState": live, "newState": declared}
        steps.append(
            {**real, **{key: _state(kind, value, **state) for key, value in given.items() if value is not None}}
        )
    return steps


def document(*resources: list[dict[str, Any]], diagnostics: tuple[str, ...] = ()) -> Document:
    told = [{"message": f"warning: {text}\n\n", "severity": "info#err"} for text in diagnostics]
    return {"steps": [step for steps in resources for step in steps], "diagnostics": told}


def detailed(**kinds: str) -> dict[str, Any]:
    return {"detailedDiff": {path: {"kind": kind, "inputDiff": False} for path, kind in kinds.items()}}


def only(found: Document) -> ResourceChange:
    """The one change that the digest finds."""
    (change,) = changes(found)
    return change


def named(name: str, found: Document) -> dict[str, ResourceChange]:
    """The changes of this logical name, by the last part of their type."""
    return {change.kind.rsplit(":", 1)[-1]: change for change in changes(found) if change.name == name}


def _state(kind: str, inputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"custom": True, "type": kind, "parent": ROOT, "inputs": inputs, **more}
