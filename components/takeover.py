"""Before `pulumi up` makes anything: remove what Docker Compose made of the stack; the database stays."""

import pulumi


def take_over(stack: str) -> None:
    """Remove what Compose has made of the stack, unless this is a preview.

    Pulumi holds its own lock on the stack by now, and Compose's run looks at that one once it has its own: the run that
    begins second is refused, also where Compose has made nothing yet.

    Raises:
        UserError: a `make up` through Compose is under way.
    """
    if pulumi.runtime.is_dry_run():
        return
    # Loaded only here: the Docker SDK takes 0.1 s of `castmatch plan`, which never comes to this.
    from castmatch.compose.takeover import take_over_for_pulumi
    from castmatch.stack.lock import locked

    with locked(stack):
        take_over_for_pulumi(stack, pulumi.log.info)
