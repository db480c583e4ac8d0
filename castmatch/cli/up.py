"""`castmatch up`."""

from typing import Annotated, Literal

import typer

from castmatch.cli.options import PROJECT, AsJson, Stack, Yes

Via = Literal["auto", "pulumi", "compose"]


def up(
    stack: Stack = "dev",
    as_json: AsJson = False,
    via: Annotated[Via, typer.Option(envvar="VIA", help="auto: Pulumi where it can be had, else Compose.")] = "auto",
    yes: Yes = False,
) -> None:
    """Bring the environment up and prove it: five services, one role."""
    from castmatch.lifecycle.up import bring_up

    raise typer.Exit(bring_up(PROJECT, stack, as_json, via, yes))
