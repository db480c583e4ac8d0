"""The only place that runs the Pulumi CLI."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from castmatch.errors import UserError
from castmatch.pulumi_cli.passphrase import passphrase_settings
from castmatch.text import last_lines

PLACES = (Path.home() / ".pulumi" / "bin" / "pulumi",)
TAIL = 200  # lines of its error output that are kept to recognise a cause


def find() -> Path | None:
    """The CLI on PATH, else where Pulumi's own installers put it, else None."""
    found = shutil.which("pulumi")
    if found:
        return Path(found)
    installed = sorted((Path.home() / ".pulumi" / "versions").glob("*/bin/pulumi"))
    return next((place for place in (*PLACES, *reversed(installed)) if place.exists()), None)


def command() -> Path:
    """The CLI; UserError where there is none."""
    found = find()
    if found is None:
        raise UserError("the Pulumi CLI", "none on PATH or in ~/.pulumi", "make setup")
    return found


def environment() -> dict[str, str]:
    """The environment in which every Pulumi command runs."""
    path = os.pathsep.join([str(command().parent), os.environ.get("PATH", "")])
    return {
        **os.environ,
        **passphrase_settings(os.environ),
        "PATH": path,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


def capture(project: Path, *arguments: str) -> str:
    """Run quietly and return what it printed; UserError with its own words when it fails."""
    result = subprocess.run(
        [command(), *arguments], cwd=project, env=environment(), capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise failed(arguments, result.stderr or result.stdout)
    return result.stdout


def stream(project: Path, arguments: Sequence[str], to_stderr: bool = False) -> tuple[int, str]:
    """Run with its output shown as it comes.

    Returns:
        its exit code and the end of its error output, which was shown too.
    """
    process = subprocess.Popen(
        [command(), *arguments],
        cwd=project,
        env=environment(),
        stdout=sys.stderr if to_stderr else None,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None  # noqa: S101 - a pipe was asked for
    tail: list[str] = []
    try:
        for line in process.stderr:
            sys.stderr.write(line)
            tail = [*tail[-TAIL:], line]
        return process.wait(), "".join(tail)
    except KeyboardInterrupt:
        # Ctrl-C reached Pulumi too: it finishes what is under way and saves its state. Wait for that.
        sys.stderr.write("\nstopping: Pulumi finishes what is under way …\n")
        process.wait()
        raise


def failed(arguments: Sequence[str], output: str) -> UserError:
    """The error of a failed Pulumi command, in Pulumi's own words, with the next command where the cause is known."""
    if "incorrect passphrase" in output:
        return UserError(
            "the passphrase that this stack was made with",
            "another one (see PULUMI_CONFIG_PASSPHRASE_FILE, by default ~/.config/castmatch/passphrase)",
            "put the old passphrase back; if it is lost: pulumi stack rm --force, then make up. The database stays.",
        )
    return UserError(
        f"pulumi {' '.join(arguments)} to succeed",
        last_lines(output) or "no output",
        "fix the cause above, then run the command again",
    )
