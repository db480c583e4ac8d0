"""A stack file as it is: its config by full keys, not validated yet. Imports nothing heavy."""

from pathlib import Path
from typing import Any

import yaml

from castmatch.errors import UserError

NAMESPACE = "castmatch:"


def read_stack_file(path: Path) -> dict[str, Any]:
    """Full keys to values; nothing for a missing file.

    Raises:
        UserError: the file is no YAML, or no config stands in it where Pulumi looks for one.
    """
    fix = f"fix {path.name}; nothing was touched"
    try:
        document = yaml.safe_load(path.read_bytes()) if path.exists() else None
    except yaml.YAMLError as error:
        raise UserError(f"{path.name} to be YAML", _first_line(error), fix) from None
    config = document.get("config") if isinstance(document, dict) else document
    outside = [str(key) for key in document if str(key).startswith(NAMESPACE)] if isinstance(document, dict) else []
    if outside:
        raise UserError(f"{outside[0]} below config: in {path.name}", "it at the top level", fix)
    if not isinstance(config, dict | None):
        raise UserError(f"a mapping below config: in {path.name}", type(config).__name__, fix)
    return {_full(key): value for key, value in (config or {}).items()}


def _full(key: Any) -> str:
    """The key with its namespace; Pulumi gives one without the project's."""
    return str(key) if ":" in str(key) else f"{NAMESPACE}{key}"


def _first_line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", "no YAML")
    return f"{problem} in line {mark.line + 1}" if mark else str(problem)
