"""`castmatch export`: the declaration as a Compose file or a dev container. Starts nothing, needs no Docker."""

import sys
from pathlib import Path

from castmatch.compose.devcontainer import devcontainer
from castmatch.compose.run.passwords import given_secrets, secret_values
from castmatch.compose.run.project import compose_folder, declare
from castmatch.compose.run.write import write
from castmatch.compose.text import FILE, MARK, as_text
from castmatch.errors import UserError
from castmatch.progress import say
from castmatch.stack.load import load_file


def export_compose(project: Path, stack: str, output: Path | None) -> None:
    """Print the Compose file, or write it with all that belongs to it.

    Args:
        project: the folder of Pulumi.yaml.
        output: a folder for the file, what images are built from, and the secrets; None: print the file alone.

    Raises:
        UserError: a wrong config, a broken gate, or a folder with something else in it.
    """
    declared = declare(project, stack, load_file(project, stack))
    if output is None:
        sys.stdout.write(as_text(declared.project))
        return
    _check_is_ours(output)
    own = compose_folder(stack)  # the stack has one set of passwords, wherever it is exported to
    given = given_secrets(own, declared.secret_settings)
    write(declared.project, output, secret_values(own, declared.project.passwords, given))
    say(f"{output / FILE} written; its first lines say how to use it. Passwords: {output / 'secrets'}")


def export_devcontainer(project: Path, stack: str, service: str, output: Path | None) -> None:
    """Print devcontainer.json, or write it into the folder `output`. Raises UserError."""
    text = devcontainer(declare(project, stack, load_file(project, stack)).project, service)
    if output is None:
        sys.stdout.write(text)
        return
    output.mkdir(parents=True, exist_ok=True)
    (output / "devcontainer.json").write_text(text)
    say(f"{output / 'devcontainer.json'} written")


def _check_is_ours(folder: Path) -> None:
    """Refuse a folder that holds anything else: an export removes what is not declared."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    file = folder / FILE
    if not file.is_file() or MARK not in file.read_text(errors="replace"):
        raise UserError(
            "a new or empty folder, or one of an earlier export",
            f"{folder} with other files" if folder.is_dir() else f"{folder}, a file",
            "choose another --output",
        )
