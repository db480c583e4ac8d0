"""`castmatch down`: everything goes but the database, unless its volume is named."""

import sys
from pathlib import Path

from docker.errors import APIError, NotFound

from castmatch.compose.run import down as compose
from castmatch.compose.takeover import runs_under_compose
from castmatch.docker_engine.client import engine
from castmatch.errors import UserError
from castmatch.pulumi_cli.leftovers import unlock_if_abandoned
from castmatch.pulumi_cli.local_backend import remove_torn_attributes
from castmatch.pulumi_cli.pulumi_cli import find, stream
from castmatch.stack.names import Names


def take_down(project: Path, stack: str, delete_data: str) -> int:
    """Run `pulumi destroy`, or Compose's `down`; then delete the data volume if, and only if, its name was given.

    Returns:
        the exit code.
    """
    volume = Names(stack).data_volume
    if delete_data not in ("", volume):
        raise UserError(
            f"the name of the data volume of stack {stack}: {volume}",
            delete_data,
            f"make down STACK={stack} DELETE_DATA={volume}, if the database is really to go; nothing was touched",
        )
    if runs_under_compose(stack) or find() is None:
        compose.take_down(stack)
    elif not _destroy(project, stack):
        return 1
    if delete_data:
        _delete(volume)
    else:
        sys.stdout.write(f"the database is kept in volume {volume}; `make up STACK={stack}` finds it again\n")
    return 0


def _destroy(project: Path, stack: str) -> bool:
    remove_torn_attributes()
    unlock_if_abandoned(project, stack)
    code, _ = stream(project, ["destroy", "--yes", "--skip-preview", "--stack", stack])
    return code == 0


def _delete(volume: str) -> None:
    try:
        engine().api.remove_volume(volume)
    except NotFound:
        return
    except APIError as error:
        raise UserError(
            f"volume {volume} to be unused",
            str(error.explanation),
            "docker ps --all, remove its user, repeat",
        ) from None
    sys.stdout.write(f"volume {volume} deleted\n")
