"""`castmatch down`: everything goes but the database, unless its volume is named."""

import sys
from pathlib import Path

from docker.errors import APIError, NotFound

from castmatch.engine.client import engine
from castmatch.errors import UserError
from castmatch.ops.leftovers import unlock_if_abandoned
from castmatch.ops.local_backend import remove_torn_attributes
from castmatch.ops.pulumi_cli import stream
from castmatch.stack.names import Names


def take_down(project: Path, stack: str, delete_data: str) -> int:
    """Run `pulumi destroy`; then delete the data volume if, and only if, its name was given.

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
    remove_torn_attributes()
    unlock_if_abandoned(project, stack)
    code, _ = stream(project, ["destroy", "--yes", "--skip-preview", "--stack", stack])
    if code != 0:
        return 1
    if delete_data:
        _delete(volume)
    else:
        sys.stdout.write(f"the database is kept in volume {volume}; `make up STACK={stack}` finds it again\n")
    return 0


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
