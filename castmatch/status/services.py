"""`castmatch services`: the table of services, addresses, role and timings, from the stack's outputs."""

import json
import sys
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from castmatch.compose.run.outputs import read_outputs as compose_outputs
from castmatch.compose.takeover import runs_under_compose
from castmatch.errors import UserError
from castmatch.pulumi_cli.pulumi_cli import capture
from castmatch.stack.model import SERVICES
from castmatch.stack.outputs import ServiceOutput, StackOutputs


def show(project: Path, stack: str, as_json: bool) -> None:
    """Print what the stack exports; UserError when it is not up."""
    print_outputs(read_outputs(project, stack), as_json)


def print_outputs(outputs: StackOutputs, as_json: bool) -> None:
    """As a table, or for programs."""
    if as_json:
        sys.stdout.write(outputs.model_dump_json(indent=2) + "\n")
    else:
        Console(highlight=False).print(as_table(outputs))


def read_outputs(project: Path, stack: str) -> StackOutputs:
    """The outputs of a stack that Pulumi or Compose runs; UserError when it has none."""
    if runs_under_compose(stack):
        return compose_outputs(stack)
    document = json.loads(capture(project, "stack", "output", "--json", "--stack", stack))
    try:
        return StackOutputs.parse(document)
    except ValidationError:
        raise UserError(f"stack {stack} to be up", "it exports no services", f"make up STACK={stack}") from None


def as_table(outputs: StackOutputs) -> Table:
    """One row a service, one for the role, one for the guardian if there is one."""
    table = Table(title=f"CastMatch, stack {outputs.stack}", title_justify="left")
    for column in ("service", "state", "address", "ready after"):
        table.add_column(column, no_wrap=True)
    for name in (name for name in SERVICES if name in outputs.services):
        table.add_row(name, *_cells(outputs.services[name]))
    table.add_row("role", outputs.role.state, f"{outputs.role.name} owns {outputs.role.database}", "")
    if outputs.guardian:
        table.add_row("guardian", *_cells(outputs.guardian))
    return table


def _cells(service: ServiceOutput) -> tuple[str, str, str]:
    return "ready", service.url, f"{service.seconds:.1f} s"
