"""`castmatch up`: prepare, run `pulumi up` or, where there is no Pulumi, Docker Compose, and end with the table."""

import sys
import time
from pathlib import Path

from castmatch.bootstrap.docker_setup import ensure_compose
from castmatch.cli.services import print_outputs, read_outputs
from castmatch.cli.setup import prepare_machine, prepare_pulumi
from castmatch.compose.run import up as compose
from castmatch.docker_engine.port_check import check_ports
from castmatch.pulumi_cli.install import ensure_cli, has_cli
from castmatch.pulumi_cli.leftovers import get_past_leftovers
from castmatch.pulumi_cli.pulumi_cli import failed, stream
from castmatch.stack.outputs import StackOutputs

# No preview first: whoever wants one runs `pulumi preview`, and everything here can be done again.
# One resource that fails, a role for one, does not stop those that do not need it.
ARGUMENTS = ("up", "--yes", "--skip-preview", "--suppress-outputs", "--continue-on-error")


# Who carries the declaration out: Pulumi where it is or can be had, or Pulumi alone; anything else is Docker Compose.
AUTO, PULUMI = "auto", "pulumi"


def bring_up(project: Path, stack: str, as_json: bool, via: str = AUTO, yes: bool = False) -> int:
    """Bring the environment up and prove it.

    Args:
        yes: that what the machine lacks may be installed, see prepare_machine().

    Returns:
        the exit code: 0 when every service is proven ready.
    """
    started = time.monotonic()
    config = prepare_machine(project, stack, yes)
    check_ports(config, stack)
    if _uses_pulumi(via):
        outputs = _through_pulumi(project, stack, as_json)
    else:
        ensure_compose(yes)
        outputs = compose.bring_up(project, stack, config)
    if outputs is None:
        return 1
    print_outputs(outputs, as_json)
    if not as_json:
        sys.stdout.write(f"ready in {time.monotonic() - started:.1f} s\n")
    return 0


def _uses_pulumi(via: str) -> bool:
    if via == PULUMI:
        ensure_cli()
    return via == PULUMI or (via == AUTO and has_cli())


def _through_pulumi(project: Path, stack: str, as_json: bool) -> StackOutputs | None:
    """What the stack exports; None when it is not up: Pulumi has said why."""
    prepare_pulumi(project, stack)
    code, errors = _run(project, stack, as_json)
    if code != 0 and get_past_leftovers(project, stack):
        code, errors = _run(project, stack, as_json)
    if "incorrect passphrase" in errors and code != 0:
        raise failed(ARGUMENTS, errors)
    return read_outputs(project, stack) if code == 0 else None


def _run(project: Path, stack: str, as_json: bool) -> tuple[int, str]:
    return stream(project, [*ARGUMENTS, "--stack", stack], to_stderr=as_json)
