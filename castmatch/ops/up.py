"""`castmatch up`: prepare, run `pulumi up`, and end with the table."""

import sys
import time
from pathlib import Path

from castmatch.engine.port_check import check_ports
from castmatch.ops.leftovers import get_past_leftovers
from castmatch.ops.pulumi_cli import failed, stream
from castmatch.ops.services import show
from castmatch.ops.setup import prepare

# No preview first: whoever wants one runs `pulumi preview`, and everything here can be done again.
# One resource that fails, a role for one, does not stop those that do not need it.
ARGUMENTS = ("up", "--yes", "--skip-preview", "--suppress-outputs", "--continue-on-error")


def bring_up(project: Path, stack: str, as_json: bool) -> int:
    """Bring the environment up and prove it.

    Returns:
        the exit code: 0 when every service is proven ready.
    """
    started = time.monotonic()
    config = prepare(project, stack)
    check_ports(config, stack)
    code, errors = _run(project, stack, as_json)
    if code != 0 and get_past_leftovers(project, stack):
        code, errors = _run(project, stack, as_json)
    if code != 0:
        if "incorrect passphrase" in errors:
            raise failed(ARGUMENTS, errors)
        return 1
    show(project, stack, as_json)
    if not as_json:
        sys.stdout.write(f"ready in {time.monotonic() - started:.1f} s\n")
    return 0


def _run(project: Path, stack: str, as_json: bool) -> tuple[int, str]:
    return stream(project, [*ARGUMENTS, "--stack", stack], to_stderr=as_json)
