"""`castmatch plan`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from castmatch.cli.options import PROJECT, Stack

Format = Literal["text", "mermaid", "svg", "json"]


def plan(
    stack: Stack = "dev",
    format_: Annotated[Format, typer.Option("--format", help="Mermaid and SVG draw the graph.")] = "text",
    output: Annotated[Path | None, typer.Option(help="Write it to this file instead.")] = None,
) -> None:
    """Show what is declared: resources, dependencies, settings. Starts nothing, needs neither Docker nor Pulumi."""
    from castmatch.plan.show import show

    show(PROJECT, stack, format_, output)
