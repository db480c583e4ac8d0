"""`castmatch down`."""

from typing import Annotated

import typer

from castmatch.cli.options import PROJECT, Stack


def down(
    stack: Stack = "dev",
    delete_data: Annotated[
        str, typer.Option(help="Also delete the database: the name of its volume, to show that you mean it.")
    ] = "",
) -> None:
    """Take the environment down. The database stays."""
    from castmatch.lifecycle.down import take_down

    raise typer.Exit(take_down(PROJECT, stack, delete_data))
