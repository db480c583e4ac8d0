"""Before `pulumi up` makes anything: what Docker Compose made of the stack makes way, and the database stays."""

import pulumi

from castmatch.stack.ephemeral import is_ephemeral


def take_over(stack: str) -> None:
    """Remove what Compose has made of the stack, unless this is a preview or a throw-away stack, which is new.

    Pulumi holds its own lock on the stack by now, and Compose's run looks at that one once it has its turn: whichever
    begins second is refused, also where Compose has made nothing yet.

    Raises:
        UserError: a `make up` through Compose is under way.
    """
    if pulumi.runtime.is_dry_run() or is_ephemeral():
        return
    # Loaded only here: the Docker SDK takes a tenth of the time of a plan, which never comes to this.
    from castmatch.compose.takeover import take_over_for_pulumi
    from castmatch.stack.lock import locked

    with locked(stack):
        take_over_for_pulumi(stack, pulumi.log.info)
