"""`castmatch down`: remove everything but the database, which goes only when its volume is named."""

import sys
from pathlib import Path

from docker.errors import APIError, NotFound

from castmatch.compose.run.down import take_down as compose_down
from castmatch.compose.takeover import runs_under_compose
from castmatch.docker_engine.client import engine
from castmatch.errors import UserError
from castmatch.pulumi_cli.leftovers import unlock_if_abandoned
from castmatch.pulumi_cli.local_backend import remove_torn_attributes
from castmatch.pulumi_cli.pulumi_cli import find, stream
from castmatch.stack.names import Names


def take_down(project: Path, stack: str, delete_data: str) -> int:
    """Take the environment down; delete the data volume if, and only if, its name was given.

    Args:
        delete_data: the name of the data volume, or nothing.

    Returns:
        the exit code.

    Raises:
        UserError: another name than the data volume's, before anything is touched; or the volume is in use.
    """
    volume = Names(stack).data_volume
    if delete_data not in ("", volume):
        raise UserError(
            f"the name of the data volume of stack {stack}: {volume}",
            delete_data,
            f"make down STACK={stack} DELETE_DATA={volume}, if the database is really to go; nothing was touched",
        )
    if uses_compose(stack):
        compose_down(stack)
    elif not destroy(project, stack):
        return 1
    if delete_data:
        _delete(volume)
    else:
        sys.stdout.write(f"the database is kept in volume {volume}; `make up STACK={stack}` finds it again\n")
    return 0


def uses_compose(stack: str) -> bool:
    """Whether Compose runs the stack, or there is no Pulumi that could take it down."""
    return runs_under_compose(stack) or find() is None


def destroy(project: Path, stack: str) -> bool:
    """Run `pulumi destroy`, also after a run that was killed; whether it succeeded."""
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
        next_step = "docker ps --all, remove its user, repeat"
        raise UserError(f"volume {volume} to be unused", str(error.explanation), next_step) from None
    sys.stdout.write(f"volume {volume} deleted\n")
