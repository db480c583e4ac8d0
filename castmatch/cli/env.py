"""`castmatch env`."""

import typer

from castmatch.cli.options import PROJECT


def env() -> None:
    """Print what a shell needs for `castmatch` and a bare `pulumi up`. Use: eval "$(make -s env)"."""
    from castmatch.pulumi_cli.shell import exports

    typer.echo(exports(PROJECT))
