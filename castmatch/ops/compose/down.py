"""`castmatch down` of a stack that Compose runs. The database's volume is none of Compose's, so it stays."""

from castmatch.compose.text import FILE as COMPOSE_FILE
from castmatch.engine.handover import remove_all
from castmatch.engine.turn import turn
from castmatch.ops.compose import cli
from castmatch.ops.compose.outputs import FILE
from castmatch.ops.compose.project import compose_folder


def take_down(stack: str) -> None:
    """Stop and remove everything of the stack but the database; where Compose's file is lost, without Compose."""
    folder = compose_folder(stack)
    with turn(stack):
        if (folder / COMPOSE_FILE).exists():
            cli.run(stack, folder, ("down", "--remove-orphans"))
        remove_all(stack)
        (folder / FILE).unlink(missing_ok=True)
