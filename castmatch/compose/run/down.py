"""`castmatch down` where Pulumi doesn't do it: everything of the stack goes but the database."""

from castmatch.compose.run.outputs import FILE
from castmatch.compose.run.project import compose_folder
from castmatch.compose.takeover import remove_all
from castmatch.progress import step
from castmatch.stack.lock import locked


def take_down(stack: str) -> None:
    """Stop and remove everything of the stack but the database, whoever made it.

    Compose's own `down` is not asked: it wants its file, it stops the database beside who writes to it, and without
    --volumes it leaves the anonymous volumes of images behind, one more each time.
    """
    with locked(stack):
        with step(f"stack {stack}: stopping and removing"):
            remove_all(stack)
        (compose_folder(stack) / FILE).unlink(missing_ok=True)
