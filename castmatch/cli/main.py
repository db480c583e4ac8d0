"""The command line: options in, one function a command, one place where errors become exit codes.

Exit codes: 0 fine, 1 failed, 2 drift or unhealthy, 130 interrupted.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from castmatch.cli.groups import PROJECT, Stack, export, hook
from castmatch.errors import UserError
from castmatch.gc_tuning import relax_gc

INTERRUPTED = 130  # what Typer makes of a KeyboardInterrupt

app = typer.Typer(
    help="CastMatch's development environment.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(hook, name="hook")
app.add_typer(export, name="export")
Yes = Annotated[
    bool,
    typer.Option("--yes", help="Install Debian's Docker and build images here where they are missing; in CI implied."),
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class PlanFormat(StrEnum):
    """How a plan is written: all of it, or its graph as a drawing."""

    TEXT = "text"
    MERMAID = "mermaid"
    SVG = "svg"
    JSON = "json"


class FailOn(StrEnum):
    """What a preview may find that a workflow wants to stop at."""

    CHANGES = "changes"
    HAZARDS = "hazards"


@app.command()
def setup(stack: Stack = "dev", yes: Yes = False) -> None:
    """Prepare this machine: Docker, Pulumi CLI, passphrase, stack, base images. Everything but the `up`."""
    from castmatch.cli.setup import prepare

    prepare(PROJECT, stack, yes)


class Via(StrEnum):
    """Who carries the declaration out; auto: Pulumi where it is or can be had, else Docker Compose."""

    AUTO = "auto"
    PULUMI = "pulumi"
    COMPOSE = "compose"


@app.command()
def up(
    stack: Stack = "dev",
    as_json: AsJson = False,
    via: Annotated[Via, typer.Option(envvar="VIA", help="auto: Pulumi where it can be had, else Compose.")] = Via.AUTO,
    yes: Yes = False,
) -> None:
    """Bring the environment up and prove it: five services, one role."""
    from castmatch.cli.up import bring_up

    raise typer.Exit(bring_up(PROJECT, stack, as_json, via.value, yes))


@app.command()
def preview(
    stack: Stack = "dev",
    base: Annotated[str, typer.Option(help="A revision, brought up in a throw-away stack; else: what runs.")] = "",
    quick: Annotated[bool, typer.Option("--quick", help="Compare declarations only; nothing is started.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="Of the report.")] = Format.TEXT,
    output: Annotated[Path | None, typer.Option(help="Also write the report to this file.")] = None,
    comment: Annotated[Path | None, typer.Option(help="Also write it as a pull-request comment.")] = None,
    fail_on: Annotated[list[FailOn] | None, typer.Option(help="What else ends with exit code 2.")] = None,
) -> None:
    """Show what `up` would do and why; 2 when what runs has drifted, or at what --fail-on names."""
    from castmatch.preview.run.command import PreviewOptions
    from castmatch.preview.run.command import preview as run

    options = PreviewOptions(stack, base, quick, format_, output, comment, frozenset(fail_on or ()))
    raise typer.Exit(run(PROJECT, options))


@app.command()
def plan(
    stack: Stack = "dev",
    format_: Annotated[PlanFormat, typer.Option("--format", help="Mermaid and SVG draw the graph.")] = PlanFormat.TEXT,
    output: Annotated[Path | None, typer.Option(help="Write it to this file instead.")] = None,
) -> None:
    """Show what is declared: resources, dependencies, settings. Starts nothing, needs neither Docker nor Pulumi."""
    from castmatch.cli.plan import show

    show(PROJECT, stack, format_, output)


@app.command()
def services(stack: Stack = "dev", as_json: AsJson = False) -> None:
    """Show the services, their addresses and the role as they were when last proven."""
    from castmatch.cli.services import show

    show(PROJECT, stack, as_json)


@app.command()
def down(
    stack: Stack = "dev",
    delete_data: Annotated[
        str, typer.Option(help="Also delete the database: the name of its volume, to show that you mean it.")
    ] = "",
) -> None:
    """Take the environment down. The database stays."""
    from castmatch.cli.down import take_down

    raise typer.Exit(take_down(PROJECT, stack, delete_data))


@app.command()
def roles(stack: Stack = "dev", as_json: AsJson = False) -> None:
    """Show every role as the guardian sees it now, and what it repaired; 2 when a role is not reconciled."""
    from castmatch.cli.roles import show

    raise typer.Exit(show(PROJECT, stack, as_json))


@app.command()
def incident(
    stack: Stack = "dev",
    rounds: Annotated[int, typer.Option(min=1, max=100, help="How often the role is dropped.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Play the incident on the running stack, under load: drop the role, watch the guardian bring it back."""
    from castmatch.cli.incident import rehearse

    raise typer.Exit(rehearse(PROJECT, stack, rounds, as_json))


@app.command()
def guardian(
    declaration: Annotated[Path, typer.Option(help="The JSON document that says what to guard.")],
    host: Annotated[str, typer.Option(help="Where its health endpoint listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port of its health endpoint; 0 takes a free one.")] = 5480,
) -> None:
    """Keep roles as declared until told to stop. The stack runs it in a container of its own."""
    from castmatch.guardian.run import run

    raise typer.Exit(run(declaration, host, port))


@app.command()
def reconcile(
    declaration: Annotated[Path, typer.Option(help="The JSON document that says what the roles should be.")],
) -> None:
    """Bring roles in order once, and prove them. A Compose project runs it in a container of its own."""
    from castmatch.guardian.once import run

    raise typer.Exit(run(declaration))


@app.command()
def env() -> None:
    """Print what a shell needs for a bare `pulumi up`: eval "$(make -s env)"."""
    from castmatch.cli.env import exports

    typer.echo(exports())


@app.command()
def schema() -> None:
    """Print the JSON Schema of Pulumi.<stack>.yaml."""
    from castmatch.stack.schema import schema_text

    typer.echo(schema_text(), nl=False)


def main() -> None:
    """Run a command; a UserError is its three lines on stderr and exit code 1."""
    relax_gc()
    try:
        app()
    except UserError as error:
        sys.stderr.write(f"\n{error}\n")
        sys.exit(1)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            sys.stderr.write("\ninterrupted; run the command again to go on\n")
        raise
