"""The commands that come in groups: `castmatch hook …` and `castmatch export …`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

PROJECT = Path(__file__).parents[2]
Stack = Annotated[str, typer.Option("--stack", "-s", envvar="STACK", help="Which Pulumi.<stack>.yaml.")]

hook = typer.Typer(help="The pre-push hook: previews what `git push` is about to push.", no_args_is_help=True)
export = typer.Typer(help="The declaration in the forms of other tools.", no_args_is_help=True)


@hook.command("install")
def hook_install() -> None:
    """Preview before each push from this clone. Another's hook is never overwritten."""
    from castmatch.cli.hook import install

    install(PROJECT)


@hook.command("remove")
def hook_remove() -> None:
    """Push without a preview again."""
    from castmatch.cli.hook import remove

    remove(PROJECT)


@hook.command("run", hidden=True)
def hook_run(remote: str, address: str) -> None:  # noqa: ARG001 - git gives both
    """What git calls: the refs that are pushed come on standard input."""
    from castmatch.cli.hook import run

    raise typer.Exit(run(PROJECT, remote, sys.stdin))


@export.command("compose")
def export_compose(
    stack: Stack = "dev",
    output: Annotated[Path | None, typer.Option(help="A folder for the file and all that belongs to it.")] = None,
) -> None:
    """Print the declaration as a Compose file; with --output, write it with its images' sources and its secrets."""
    from castmatch.cli.export import export_compose as run

    run(PROJECT, stack, output)


@export.command("devcontainer")
def export_devcontainer(
    stack: Stack = "dev",
    service: Annotated[
        str, typer.Option(help="The app that the editor works in: ai, backend or frontend.")
    ] = "backend",
    output: Annotated[
        Path | None, typer.Option(help="The folder for devcontainer.json, such as .devcontainer.")
    ] = None,
) -> None:
    """Print devcontainer.json for editors and Codespaces; with --output, write it."""
    from castmatch.cli.export import export_devcontainer as run

    run(PROJECT, stack, service, output)
