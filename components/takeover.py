"""Before `pulumi up` makes anything: what Docker Compose made of the stack makes way, and the database stays."""

import pulumi

from castmatch.engine.handover import make_way_for_pulumi, runs_under_compose
from castmatch.engine.turn import turn


def take_over(stack: str) -> None:
    """Remove what Compose has made of the stack, unless this is a preview.

    Raises:
        UserError: a `make up` through Compose is under way.
    """
    if pulumi.runtime.is_dry_run() or not runs_under_compose(stack):
        return
    with turn(stack):
        make_way_for_pulumi(stack, pulumi.log.info)
