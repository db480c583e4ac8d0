"""`castmatch export compose` and `castmatch export devcontainer`."""

from pathlib import Path
from typing import Annotated

import typer

from castmatch.cli.options import PROJECT, Stack

export = typer.Typer(help="The declaration in the forms of other tools.", no_args_is_help=True, rich_markup_mode=None)


@export.command()
def compose(
    stack: Stack = "dev",
    output: Annotated[Path | None, typer.Option(help="A folder for the file and all that belongs to it.")] = None,
) -> None:
    """Print the declaration as a Compose file. With --output, write it with its images' sources and its secrets."""
    from castmatch.compose.run.export import export_compose

    export_compose(PROJECT, stack, output)


@export.command()
def devcontainer(
    stack: Stack = "dev",
    service: Annotated[
        str, typer.Option(help="The app that the editor works in: ai, backend or frontend.")
    ] = "backend",
    output: Annotated[
        Path | None, typer.Option(help="The folder for devcontainer.json, such as .devcontainer.")
    ] = None,
) -> None:
    """Print devcontainer.json for editors and Codespaces. With --output, write it."""
    from castmatch.compose.run.export import export_devcontainer

    export_devcontainer(PROJECT, stack, service, output)
