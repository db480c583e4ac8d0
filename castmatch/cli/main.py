"""The command line: every command, and one place where errors become exit codes.

Exit codes: 0 fine, 1 failed, 2 drift or unhealthy, 130 interrupted.
"""

import sys

import typer

from castmatch.cli.down import down
from castmatch.cli.env import env
from castmatch.cli.export import export
from castmatch.cli.incident import incident
from castmatch.cli.plan import plan
from castmatch.cli.preview import preview
from castmatch.cli.roles import roles
from castmatch.cli.schema import schema
from castmatch.cli.services import services
from castmatch.cli.setup import setup
from castmatch.cli.up import up
from castmatch.errors import UserError
from castmatch.gc_tuning import relax_gc

INTERRUPTED = 130  # what Typer makes of a KeyboardInterrupt
COMMANDS = (setup, up, preview, plan, services, down, roles, incident, env, schema)


def command_line() -> typer.Typer:
    """All commands, in the order of `--help`."""
    app = typer.Typer(
        help="CastMatch's development environment.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # Rich takes longer to load than all the rest
    )
    for command in COMMANDS:
        app.command()(command)
    app.add_typer(export, name="export")
    return app


def main() -> None:
    """Run a command; a UserError is its three lines on stderr and exit code 1."""
    relax_gc()
    try:
        command_line()(prog_name="castmatch")
    except UserError as error:
        sys.stderr.write(f"\n{error}\n")
        sys.exit(1)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            sys.stderr.write("\ninterrupted; run the command again to go on\n")
        raise
