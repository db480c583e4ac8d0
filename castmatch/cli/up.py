"""`castmatch up`."""

from enum import StrEnum
from typing import Annotated

import typer

from castmatch.cli.options import PROJECT, AsJson, Stack, Yes


class Via(StrEnum):
    """Who carries the declaration out; auto: Pulumi where it is or can be had, else Docker Compose."""

    AUTO = "auto"
    PULUMI = "pulumi"
    COMPOSE = "compose"


def up(
    stack: Stack = "dev",
    as_json: AsJson = False,
    via: Annotated[Via, typer.Option(envvar="VIA", help="auto: Pulumi where it can be had, else Compose.")] = Via.AUTO,
    yes: Yes = False,
) -> None:
    """Bring the environment up and prove it: five services, one role."""
    from castmatch.lifecycle.up import bring_up

    raise typer.Exit(bring_up(PROJECT, stack, as_json, via.value, yes))
