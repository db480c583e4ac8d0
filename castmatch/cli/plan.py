"""`castmatch plan`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from castmatch.cli.options import PROJECT, Stack


class Format(StrEnum):
    """How a plan is written: all of it, or its graph as a drawing."""

    TEXT = "text"
    MERMAID = "mermaid"
    SVG = "svg"
    JSON = "json"


def plan(
    stack: Stack = "dev",
    format_: Annotated[Format, typer.Option("--format", help="Mermaid and SVG draw the graph.")] = Format.TEXT,
    output: Annotated[Path | None, typer.Option(help="Write it to this file instead.")] = None,
) -> None:
    """Show what is declared: resources, dependencies, settings. Starts nothing, needs neither Docker nor Pulumi."""
    from castmatch.plan.show import show

    show(PROJECT, stack, format_, output)
