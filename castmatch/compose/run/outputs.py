"""The outputs that Pulumi would export, kept next to the Compose file: addresses and the last proof."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from castmatch.compose.model import ComposeProject
from castmatch.compose.run.project import compose_folder
from castmatch.errors import UserError
from castmatch.stack.outputs import StackOutputs

FILE = "outputs.json"


def proven_outputs(project: ComposeProject, seconds: dict[str, float]) -> StackOutputs:
    """The outputs with the seconds that each service took."""
    found: dict[str, Any] = json.loads(json.dumps(project.outputs))
    for service, output in {**found["services"], "guardian": found.get("guardian")}.items():
        if output:
            output["seconds"] = seconds[service]
    return StackOutputs.model_validate(found)


def write_outputs(folder: Path, outputs: StackOutputs) -> None:
    """Write them for `castmatch services`."""
    (folder / FILE).write_text(outputs.model_dump_json(indent=2) + "\n")


def read_outputs(stack: str) -> StackOutputs:
    """The outputs of the last `make up`; UserError when it never succeeded."""
    try:
        return StackOutputs.model_validate_json((compose_folder(stack) / FILE).read_text())
    except (FileNotFoundError, ValidationError):
        raise UserError(f"stack {stack} to be up", "no `make up` has proven it yet", f"make up STACK={stack}") from None
