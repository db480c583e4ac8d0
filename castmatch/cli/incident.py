"""`castmatch incident`."""

from typing import Annotated

import typer

from castmatch.cli.options import PROJECT, AsJson, Stack


def incident(
    stack: Stack = "dev",
    rounds: Annotated[int, typer.Option(min=1, max=100, help="How often the role is dropped.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Drop the role under load and time the guardian's repair. Plays the incident on the running stack."""
    from castmatch.incident.drill import run_drill

    raise typer.Exit(run_drill(PROJECT, stack, rounds, as_json))
