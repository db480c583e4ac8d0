"""Pydantic's findings in the words of the stack file: file, key, found, allowed, fix."""

import difflib
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from castmatch.errors import UserError
from castmatch.stack.model import SECRET_KEYS, StackConfig

# Pydantic's words where they speak of Python rather than of a stack file.
_WORDS = {
    "model_type": "keys and values below it",
    "tuple_type": "a list",
    "frozen_set_type": "a list",
    "too_short": "a list of at least {min_length}",
    "string_too_short": "text",
    "string_pattern_mismatch": "text like {pattern}",
}


def explain(error: ValidationError, settings: Mapping[str, Any], file: str) -> UserError:
    """Turn every finding of a validation into one error.

    The value of an unknown key is never repeated: it may be a secret below a misspelt name.
    """
    findings = [_finding(detail, settings) for detail in error.errors(include_url=False, include_input=False)]
    expected = "\n          ".join(f"{key}: {allowed}" for key, allowed, _ in findings)
    found = "\n          ".join(f"{key}: {value}" for key, _, value in findings)
    return UserError(f"in {file}\n          {expected}", found, f"fix {file}; nothing was touched")


def _finding(detail: ErrorDetails, settings: Mapping[str, Any]) -> tuple[str, str, str]:
    path = [str(part) for part in detail["loc"]]
    key = "castmatch:" + ".".join(path) if path else "castmatch:ports"
    if detail["type"] == "extra_forbidden":
        return key, _known_keys(path), "an unknown key"
    if not path:
        allowed, _, now = _message(detail).partition(" (now: ")
        return key, allowed, now.rstrip(")")
    return key, _message(detail), _shown(_value_at(settings, path))


def _message(detail: ErrorDetails) -> str:
    if detail["type"] in _WORDS:
        return _WORDS[detail["type"]].format_map(detail.get("ctx", {}))
    text = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return text.partition(", unable to")[0]


def _known_keys(path: list[str]) -> str:
    secrets = SECRET_KEYS if len(path) == 1 else ()
    keys = sorted([*_model_at(path[:-1]).model_json_schema()["properties"], *secrets])
    close = difflib.get_close_matches(path[-1], keys, n=1)
    return f"did you mean {close[0]}?" if close else f"one of {', '.join(keys)}"


def _model_at(path: list[str]) -> type[BaseModel]:
    """The section at a path. A part that is no key of a section is a name that the user chose, or a place in a list."""
    model: type[BaseModel] = StackConfig
    for part in path:
        field = next((f for name, f in model.model_fields.items() if part in (name, f.alias)), None)
        if field is not None:
            candidates = [field.annotation, *get_args(field.annotation)]
            model = next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), model)
    return model


def _value_at(settings: Any, path: list[str]) -> Any:
    for part in path:
        if isinstance(settings, Mapping):
            settings = settings.get(part)
        elif isinstance(settings, list | tuple) and part.isdigit():
            settings = settings[int(part)]
    return settings


def _shown(value: Any) -> str:
    return "nothing" if value is None else f"{value!r} ({type(value).__name__})"
