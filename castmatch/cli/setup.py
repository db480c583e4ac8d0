"""Prepare the machine: everything that `pulumi up` needs and cannot do itself. Idempotent, and quick when done."""

import re
import subprocess
import sys
from pathlib import Path

from castmatch.bootstrap.base_images import ensure_base_images
from castmatch.bootstrap.docker_setup import ensure_engine
from castmatch.bootstrap.image_source import settle_image_source
from castmatch.errors import UserError
from castmatch.pulumi_cli.install import ensure_cli
from castmatch.pulumi_cli.local_backend import remove_torn_attributes, salt_of
from castmatch.pulumi_cli.pulumi_cli import capture
from castmatch.stack.load import load_file
from castmatch.stack.model import StackConfig
from castmatch.stack.new import write_stack_file

# Pulumi writes each user's own salt into the committed stack file. This filter makes git not see that line.
SALT_FILTER = ("filter.castmatch-salt.clean", "sed /^encryptionsalt:/d")


def prepare(project: Path, stack: str, yes: bool = False) -> StackConfig:
    """Everything that `pulumi up` needs: the machine, and Pulumi.

    Args:
        yes: that packages may be installed and images built where they are missing.

    Returns:
        the validated stack config.

    Raises:
        UserError: at the first thing that is not as it must be; nothing half-done is left.
    """
    config = prepare_machine(project, stack, yes)
    ensure_cli()
    prepare_pulumi(project, stack)
    return config


def prepare_machine(project: Path, stack: str, yes: bool = False) -> StackConfig:
    """Check the config, get Docker and the base images; the validated stack config. Raises UserError."""
    created = write_stack_file(project, stack)
    if created:
        sys.stderr.write(f"stack {stack}: {created.name} written, with a port block of its own\n")
    config = load_file(project, stack)
    ensure_engine(yes)
    config = settle_image_source(project, stack, config, yes)
    ensure_base_images(project, config.images, yes)
    return config


def prepare_pulumi(project: Path, stack: str) -> None:
    """Select or create the stack. Raises UserError."""
    remove_torn_attributes()
    capture(project, "stack", "select", "--create", stack)
    _put_salt_back(project / f"Pulumi.{stack}.yaml", stack)
    hide_salt_from_git(project, stack)


def hide_salt_from_git(project: Path, stack: str) -> None:
    """Keep `git status` as it was before Pulumi wrote its salt into the stack file.

    Raises:
        UserError: git refuses the setting that this takes.
    """
    if not (project / ".git").exists():
        return
    file = f"Pulumi.{stack}.yaml"
    result = _git(project, "config", "--local", *SALT_FILTER)
    if result.returncode != 0:
        raise UserError("git to take a setting", result.stderr.strip(), "see the message above, then: make setup")
    # A file of another size is "modified" to git, even where the filter leaves no difference. Then git is told to look
    # again; it does not add a file that it does not know, and no edit of the developer's.
    if _git(project, "diff", "--quiet", "--", file).returncode == 0:
        _git(project, "update-index", "--", file)


def _put_salt_back(file: Path, stack: str) -> None:
    """Give a clone that has none the salt of a stack that another clone brought up.

    Where there is none, `pulumi up` and `preview` make a new one: later than git is told here, and with it they encrypt
    every secret anew.
    """
    text = file.read_text()
    salt = salt_of(stack)
    if salt and not re.search("^encryptionsalt:", text, re.MULTILINE):
        file.write_text(f"{text.rstrip()}\nencryptionsalt: {salt}\n")


def _git(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=project, capture_output=True, text=True, check=False)
