"""`castmatch roles`."""

import typer

from castmatch.cli.options import PROJECT, AsJson, Stack


def roles(stack: Stack = "dev", as_json: AsJson = False) -> None:
    """Show every role as the guardian sees it, and its repairs. Exit code 2 when a role is not reconciled."""
    from castmatch.status.roles import show

    raise typer.Exit(show(PROJECT, stack, as_json))
