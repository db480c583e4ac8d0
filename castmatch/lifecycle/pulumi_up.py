"""`pulumi up`, a second time after an interrupted run."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from castmatch.lifecycle.setup import prepare_pulumi
from castmatch.pulumi_cli.leftovers import get_past_leftovers
from castmatch.pulumi_cli.pulumi_cli import failed, stream
from castmatch.stack.outputs import StackOutputs
from castmatch.status.services import read_outputs

# Without a preview: `castmatch preview` shows one, and every step here can be repeated.
# One failed resource, such as a role, does not stop those that do not need it.
ARGUMENTS = ("up", "--yes", "--skip-preview", "--suppress-outputs", "--continue-on-error")


@dataclass(frozen=True)
class Pulumi:
    """What bringing a stack up asks of Pulumi; tests pass another."""

    prepare: Callable[[Path, str], None] = prepare_pulumi
    stream: Callable[[Path, tuple[str, ...], bool], tuple[int, str]] = stream
    get_past_leftovers: Callable[[Path, str], bool] = get_past_leftovers
    read_outputs: Callable[[Path, str], StackOutputs] = read_outputs


INSTALLED = Pulumi()


def pulumi_up(project: Path, stack: str, to_stderr: bool, pulumi: Pulumi = INSTALLED) -> StackOutputs | None:
    """Bring the stack up by Pulumi.

    Args:
        to_stderr: whether Pulumi's output goes there.

    Returns:
        what the stack exports; None when it is not up: Pulumi has printed why.

    Raises:
        UserError: the stack cannot be selected, or the passphrase is not that of the stack.
    """
    arguments = (*ARGUMENTS, "--stack", stack)
    pulumi.prepare(project, stack)
    code, errors = pulumi.stream(project, arguments, to_stderr)
    if code != 0 and pulumi.get_past_leftovers(project, stack):
        code, errors = pulumi.stream(project, arguments, to_stderr)
    if code != 0 and "incorrect passphrase" in errors:
        raise failed(ARGUMENTS, errors)
    return pulumi.read_outputs(project, stack) if code == 0 else None
