"""Prepare the machine: everything that `pulumi up` needs and cannot do itself. Idempotent, and quick when done."""

import re
import subprocess
from pathlib import Path

from castmatch.bootstrap.base_images import ensure_base_images
from castmatch.bootstrap.docker_setup import ensure_engine
from castmatch.bootstrap.image_source import settle_image_source
from castmatch.errors import UserError
from castmatch.progress import say
from castmatch.pulumi_cli.install import ensure_cli
from castmatch.pulumi_cli.local_backend import remove_torn_attributes, salt_of
from castmatch.pulumi_cli.pulumi_cli import capture
from castmatch.stack.load import load_file
from castmatch.stack.model import StackConfig
from castmatch.stack.new import write_stack_file

# Pulumi writes each user's own salt into the committed stack file. This filter makes git not see that line.
SALT_FILTER = ("filter.castmatch-salt.clean", "sed /^encryptionsalt:/d")


def prepare(project: Path, stack: str, yes: bool = False) -> None:
    """Prepare all that `pulumi up` needs: the machine, and Pulumi. Arguments and errors as of prepare_machine()."""
    prepare_machine(project, stack, yes)
    ensure_cli()
    prepare_pulumi(project, stack)


def prepare_machine(project: Path, stack: str, yes: bool = False) -> StackConfig:
    """Check the config, get Docker and the base images.

    Args:
        yes: that packages may be installed and images built where they are missing.

    Returns:
        the validated stack config.

    Raises:
        UserError: at the first thing that is not as it must be; nothing half-done is left.
    """
    created = write_stack_file(project, stack)
    if created:
        say(f"stack {stack}: {created.name} written, with a port block of its own")
    config = load_file(project, stack)
    ensure_engine(yes)
    config = settle_image_source(project, stack, config, yes)
    ensure_base_images(project, config.images, yes)
    return config


def prepare_pulumi(project: Path, stack: str) -> None:
    """Select or create the stack. Raises UserError."""
    remove_torn_attributes()
    capture(project, "stack", "select", "--create", stack)
    _restore_salt(project / f"Pulumi.{stack}.yaml", stack)
    hide_salt_from_git(project, stack)


def hide_salt_from_git(project: Path, stack: str) -> None:
    """Keep `git status` as it was before Pulumi wrote its salt into the stack file.

    Raises:
        UserError: git config refuses the filter that this takes.
    """
    if not (project / ".git").exists():
        return
    file = f"Pulumi.{stack}.yaml"
    result = _git(project, "config", "--local", *SALT_FILTER)
    if result.returncode != 0:
        raise UserError(
            "git config to accept the salt filter", result.stderr.strip(), "see the message above, then: make setup"
        )
    # To git a file of another size is "modified", even where the filter leaves no difference. `update-index` makes git
    # look again; it adds no file that git does not know, and no edit of the developer's.
    if _git(project, "diff", "--quiet", "--", file).returncode == 0:
        _git(project, "update-index", "--", file)


def _restore_salt(file: Path, stack: str) -> None:
    """Write the stack's salt into the file of a clone that has none, as when another clone brought the stack up.

    Without one `pulumi up` and `preview` make a new salt, after hide_salt_from_git(), and encrypt every secret again.
    """
    text = file.read_text()
    salt = salt_of(stack)
    if salt and not re.search("^encryptionsalt:", text, re.MULTILINE):
        file.write_text(f"{text.rstrip()}\nencryptionsalt: {salt}\n")


def _git(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=project, capture_output=True, text=True, check=False)
