"""CastMatch's development environment: load the config, pass the gates, take over, declare, export where it is."""

from pathlib import Path

import pulumi

from castmatch.errors import UserError
from castmatch.gc_tuning import relax_gc
from components.environment import Environment
from components.exports import export
from components.gates import pass_gates
from components.program import chat_key, end_quietly_when_stopped, proofs_required, settings
from components.takeover import take_over

PROJECT = Path(__file__).parent


def declare() -> None:
    """Declare everything; first for a recording, which the gates judge, then for Pulumi's engine."""
    export(Environment(stack, config, PROJECT, chat_key(), proofs_required()))


relax_gc()
end_quietly_when_stopped()
try:
    stack = pulumi.get_stack()
    config = settings(PROJECT, stack)
    pass_gates(declare, stack, config, PROJECT)
    take_over(stack)
    declare()
except UserError as error:
    raise pulumi.RunError(f"\n{error}") from None
