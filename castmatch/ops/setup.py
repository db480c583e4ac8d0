"""Prepare the machine: everything that `pulumi up` needs and cannot do itself. Idempotent, and quick when done."""

import subprocess
import sys
from pathlib import Path

from castmatch.engine.client import engine
from castmatch.errors import UserError
from castmatch.ops.base_images import ensure_base_images
from castmatch.ops.install import ensure_cli
from castmatch.ops.pulumi_cli import capture
from castmatch.stack.load import load_file
from castmatch.stack.model import StackConfig

# Pulumi writes each user's own salt into the committed stack file. This filter makes git not see that line.
SALT_FILTER = ("filter.castmatch-salt.clean", "sed /^encryptionsalt:/d")


def prepare(project: Path, stack: str) -> StackConfig:
    """Check the config and Docker, get CLI and base images, select or create the stack.

    Returns:
        the validated stack config.

    Raises:
        UserError: at the first thing that is not as it must be; nothing half-done is left.
    """
    config = load_file(project, stack)
    engine()
    ensure_cli()
    _hide_salt_from_git(project)
    ensure_base_images(project, config.images)
    _select(project, stack)
    return config


def _select(project: Path, stack: str) -> None:
    """A new stack keeps a config file that is already there; a missing one is made."""
    before = (project / f"Pulumi.{stack}.yaml").exists()
    capture(project, "stack", "select", "--create", stack)
    if not before:
        sys.stderr.write(f"stack {stack}: created, with every default (see Pulumi.dev.yaml for the keys)\n")


def _hide_salt_from_git(project: Path) -> None:
    if not (project / ".git").exists():
        return
    result = subprocess.run(
        ["git", "config", "--local", *SALT_FILTER], cwd=project, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise UserError("git to take a setting", result.stderr.strip(), "see the message above, then: make setup")
