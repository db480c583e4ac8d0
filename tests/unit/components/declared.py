"""Declare an environment for a test, with the settings that it needs."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pulumi

from castmatch.declared.model import Declared
from castmatch.declared.record import declared_by
from castmatch.stack.load import load
from components.environment import Environment
from components.exports import export

PROJECT = Path(__file__).parents[3]


def declare(
    stack: str = "dev",
    settings: Mapping[str, Any] | None = None,
    project: Path = PROJECT,
    chat_key: str | None = None,
) -> Declared:
    """Declare a whole environment. `settings` are stack settings without the `castmatch:`."""
    config = load({f"castmatch:{key}": value for key, value in (settings or {}).items()}, project, stack)

    def program() -> None:
        key = pulumi.Output.secret(chat_key) if chat_key else None
        export(Environment(stack, config, project, key))

    return declare_program(program, stack)


def declare_program(program: Callable[[], Any], stack: str = "dev") -> Declared:
    """What a program declares, see castmatch.declared.record."""
    return declared_by(program, stack)
