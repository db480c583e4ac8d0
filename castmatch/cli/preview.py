"""`castmatch preview`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from castmatch.cli.options import PROJECT, Stack

Format = Literal["text", "markdown", "json"]


class FailOn(StrEnum):
    """What a preview may find that a workflow wants to stop at; an enum, since Typer takes no list of literals."""

    CHANGES = "changes"
    HAZARDS = "hazards"


def preview(
    stack: Stack = "dev",
    base: Annotated[str, typer.Option(help="A revision, brought up in an ephemeral stack; else: what runs.")] = "",
    quick: Annotated[bool, typer.Option("--quick", help="Compare declarations only; nothing is started.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="Of the report.")] = "text",
    output: Annotated[Path | None, typer.Option(help="Also write the report to this file.")] = None,
    comment: Annotated[Path | None, typer.Option(help="Also write it as a pull-request comment.")] = None,
    fail_on: Annotated[list[FailOn] | None, typer.Option(help="What else ends with exit code 2.")] = None,
) -> None:
    """Show what `up` would do and why. Exit code 2 when what runs has drifted, or at what --fail-on names."""
    from castmatch.preview.run.command import PreviewOptions
    from castmatch.preview.run.command import preview as run

    options = PreviewOptions(stack, base, quick, format_, output, comment, frozenset(fail_on or ()))
    raise typer.Exit(run(PROJECT, options))
