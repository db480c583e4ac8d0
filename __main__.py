"""CastMatch's development environment: load the stack config, declare the environment, export where it is."""

from pathlib import Path

import pulumi

from castmatch.errors import UserError
from components.environment import Environment
from components.exports import export
from components.program import chat_key, end_quietly_when_stopped, settings

PROJECT = Path(__file__).parent

end_quietly_when_stopped()
try:
    stack = pulumi.get_stack()
    config = settings(PROJECT, stack)
    export(Environment(stack, config, PROJECT, chat_key()))
except UserError as error:
    raise pulumi.RunError(f"\n{error}") from None
