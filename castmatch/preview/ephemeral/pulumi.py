"""Pulumi in an ephemeral place: bring the base up, preview the head."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from castmatch.preview.ephemeral.place import Place
from castmatch.pulumi_cli import pulumi_cli
from castmatch.stack.settings import PROOFS_REQUIRED, Settings


def make_stack(place: Place, settings: Settings, shift: int) -> None:
    """Make the stack, with the settings of the revision that lies in the place's project folder."""
    _run(place, "stack", "init", place.stack, "--no-select")
    _put_settings(place, settings, shift, _file(place))


@dataclass(frozen=True)
class ComingUp:
    """A `pulumi up` under way; what it prints goes to a file of the place."""

    process: subprocess.Popen[bytes]
    printed: Path

    def wait(self) -> None:
        """Until it is up. UserError with Pulumi's last words when it fails."""
        if self.process.wait() != 0:
            raise pulumi_cli.failed(["up"], self.printed.read_text())


def start_bringing_up(place: Place) -> ComingUp:
    """Start to bring up the revision that lies in the project folder."""
    printed = place.root / "up.txt"
    command = _command(place, "up", "--yes", "--skip-preview", "--suppress-outputs", "--continue-on-error")
    with printed.open("w") as file:
        process = subprocess.Popen(
            command, **_surroundings(place), stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT
        )
    return ComingUp(process, printed)


def swap(place: Place, settings: Settings, shift: int) -> None:
    """Put the head, with its settings, where the base was: containers keep the base's files, and no path differs."""
    place.project.rename(place.base)
    place.head.rename(place.project)
    _put_settings(place, settings, shift, place.base / _file(place).name)


def preview(place: Place) -> dict[str, Any]:
    """What `pulumi up` of the revision in the project folder would do. UserError in the program's own words.

    The state is a moment old: a refresh would find nothing new, and take a third of the time.
    """
    environment = place.environment(pulumi_cli.environment())
    return preview_document(place.project, place.stack, environment, "--refresh=false")


def preview_document(project: Path, stack: str, environment: dict[str, str], *options: str) -> dict[str, Any]:
    """The parsed output of `pulumi preview --json`. UserError when the preview failed, in the program's own words."""
    done = subprocess.run(
        [pulumi_cli.command(), "preview", "--json", "--non-interactive", "--stack", stack, *options],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    document = _parsed(done.stdout)
    if done.returncode != 0 or not document:
        raise pulumi_cli.failed(["preview"], _errors(document) or done.stderr or done.stdout)
    return document


def state(place: Place) -> dict[str, Any]:
    """The place's state with its secrets, which end with it."""
    return _parsed(_run(place, "stack", "export", "--show-secrets"))


def _put_settings(place: Place, settings: Settings, shift: int, salted: Path) -> None:
    """Write the stack's file with the salt of another one. The program gets no secret, only what stands for it."""
    salt = "".join(f"{line}\n" for line in salted.read_text().splitlines() if line.startswith("encryptionsalt:"))
    config = {**settings.shifted(shift), PROOFS_REQUIRED: "false"}
    _file(place).write_text(yaml.safe_dump({"config": config}) + salt)
    for key, stand_in in settings.secret.items():
        _run(place, "config", "set", "--secret", "--stack", place.stack, key, stdin=stand_in)


def _file(place: Place) -> Path:
    return place.project / f"Pulumi.{place.stack}.yaml"


def _command(place: Place, *arguments: str) -> list[str]:
    named = () if place.stack in arguments else ("--stack", place.stack)
    return [pulumi_cli.command(), *arguments, *named, "--non-interactive"]


def _surroundings(place: Place) -> dict[str, Any]:
    return {"cwd": place.project, "env": place.environment(pulumi_cli.environment())}


def _run(place: Place, *arguments: str, stdin: str = "") -> str:
    done: subprocess.CompletedProcess[str] = subprocess.run(
        _command(place, *arguments), **_surroundings(place), input=stdin, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise pulumi_cli.failed(arguments, done.stderr + done.stdout)
    return done.stdout


def _parsed(text: str) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(text)
    except ValueError:
        return {}
    return document


def _errors(document: dict[str, Any]) -> str:
    found = document.get("diagnostics") or ()
    return "\n".join(one["message"] for one in found if one.get("severity") == "error")
