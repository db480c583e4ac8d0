"""The base of every part of the stack config."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic.alias_generators import to_camel

from castmatch.errors import UserError


def named(check: Callable[[str], None]) -> Callable[[str], str]:
    """A name check of castmatch.roles as a pydantic validator."""

    def validator(name: str) -> str:
        try:
            check(name)
        except UserError as error:
            raise ValueError(error.expected) from None
        return name

    return validator


class Section(BaseModel):
    """A part of the stack config: immutable, no unknown keys, and no value repeated in pydantic's own errors."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        alias_generator=to_camel,
        populate_by_name=True,
    )

    @field_validator("*", mode="before")
    @classmethod
    def _no_boolean(cls, value: Any) -> Any:
        """No setting is a boolean, and Python would take `portOffset: yes` as 1."""
        if isinstance(value, bool):
            raise ValueError("a number or text (YAML reads yes, no, on and off as true and false)")
        return value
