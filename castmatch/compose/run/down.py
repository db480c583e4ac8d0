"""`castmatch down` where Pulumi does not do it: remove everything of the stack but the database."""

from castmatch.compose.run.outputs import FILE
from castmatch.compose.run.project import compose_folder
from castmatch.docker_engine.ownership import remove, resources_of
from castmatch.progress import step
from castmatch.stack.lock import locked


def take_down(stack: str) -> None:
    """Stop and remove everything of the stack but the database, also what Pulumi made.

    Compose's own `down` does not do it: it needs its file, it stops the database together with its clients, and without
    --volumes it leaves the anonymous volumes of images behind, one more each time.
    """
    with locked(stack):
        with step(f"stack {stack}: stopping and removing"):
            remove(resources_of(stack))
        (compose_folder(stack) / FILE).unlink(missing_ok=True)
