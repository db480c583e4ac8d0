"""`castmatch up`: prepare, run Pulumi or, where there is none, Docker Compose, and end with the table of services."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from castmatch.bootstrap.docker_setup import ensure_compose
from castmatch.compose.run.up import bring_up as compose_up
from castmatch.docker_engine.port_check import check_ports
from castmatch.lifecycle.pulumi_up import pulumi_up
from castmatch.lifecycle.setup import prepare_machine
from castmatch.pulumi_cli.install import ensure_cli, has_cli
from castmatch.stack.model import StackConfig
from castmatch.stack.outputs import StackOutputs
from castmatch.status.services import print_outputs

# Who carries the declaration out: Pulumi where it is or can be had, or Pulumi alone; anything else is Docker Compose.
AUTO, PULUMI = "auto", "pulumi"


def uses_pulumi(via: str) -> bool:
    """Whether Pulumi carries the declaration out; UserError where it alone may and cannot be had."""
    if via == PULUMI:
        ensure_cli()
    return via == PULUMI or (via == AUTO and has_cli())


@dataclass(frozen=True)
class Steps:
    """What `castmatch up` does to the machine; tests pass steps of their own."""

    prepare_machine: Callable[[Path, str, bool], StackConfig] = prepare_machine
    check_ports: Callable[[StackConfig, str], None] = check_ports
    uses_pulumi: Callable[[str], bool] = uses_pulumi
    pulumi_up: Callable[[Path, str, bool], StackOutputs | None] = pulumi_up
    ensure_compose: Callable[[bool], None] = ensure_compose
    compose_up: Callable[[Path, str, StackConfig], StackOutputs] = compose_up


ON_THIS_MACHINE = Steps()


def bring_up(
    project: Path, stack: str, as_json: bool, via: str = AUTO, yes: bool = False, steps: Steps = ON_THIS_MACHINE
) -> int:
    """Bring the environment up, prove it, and print the table of services.

    Args:
        yes: that what the machine lacks may be installed, see prepare_machine().

    Returns:
        the exit code: 0 when every service is proven ready.
    """
    started = time.monotonic()
    config = steps.prepare_machine(project, stack, yes)
    steps.check_ports(config, stack)
    outputs: StackOutputs | None
    if steps.uses_pulumi(via):
        outputs = steps.pulumi_up(project, stack, as_json)
    else:
        steps.ensure_compose(yes)
        outputs = steps.compose_up(project, stack, config)
    if outputs is None:
        return 1
    print_outputs(outputs, as_json)
    if not as_json:
        sys.stdout.write(f"ready in {time.monotonic() - started:.1f} s\n")
    return 0
