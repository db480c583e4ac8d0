"""The one door into the settings: Pulumi's flat config in, a validated StackConfig out, or one readable error."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from castmatch.errors import UserError
from castmatch.stack.explain import explain
from castmatch.stack.model import SECRET_KEYS, StackConfig
from castmatch.stack.sources import check_sources

NAMESPACE = "castmatch:"


def load(raw: Mapping[str, Any], project: Path, stack: str) -> StackConfig:
    """Validate the config of one stack.

    Args:
        raw: full keys to values, as in the `config:` of a stack file or in Pulumi's own environment
            (there numbers and objects are strings).
        project: the folder of Pulumi.yaml; relative checkouts count from it.
        stack: the stack's name, for messages.

    Raises:
        UserError: names file, key, value found, values allowed and the fix. Nothing was touched.
    """
    file = f"Pulumi.{stack}.yaml"
    ours = {key.removeprefix(NAMESPACE): value for key, value in raw.items() if key.startswith(NAMESPACE)}
    settings = {key: _decoded(value) for key, value in ours.items() if key not in SECRET_KEYS}
    try:
        config = StackConfig.model_validate(settings, by_name=False)
    except ValidationError as error:
        raise explain(error, settings, file) from None
    check_sources(config.sources, project, file)
    return config


def load_file(project: Path, stack: str) -> StackConfig:
    """Read and validate Pulumi.<stack>.yaml; a missing file means the defaults.

    Raises:
        UserError: the file is no YAML, or its config is wrong.
    """
    path = project / f"Pulumi.{stack}.yaml"
    mend = f"mend {path.name}; nothing was touched"
    try:
        document = yaml.safe_load(path.read_bytes()) if path.exists() else None
    except yaml.YAMLError as error:
        raise UserError(f"{path.name} to be YAML", _first_line(error), mend) from None
    config = document.get("config") if isinstance(document, dict) else document
    outside = [str(key) for key in document if str(key).startswith(NAMESPACE)] if isinstance(document, dict) else []
    if outside:
        raise UserError(f"{outside[0]} below config: in {path.name}", "it at the top level", mend)
    if not isinstance(config, dict | None):
        raise UserError(f"a mapping below config: in {path.name}", type(config).__name__, mend)
    return load({_full(key): value for key, value in (config or {}).items()}, project, stack)


def _full(key: Any) -> str:
    """Pulumi takes a key without a namespace for one of the project's."""
    return str(key) if ":" in str(key) else f"{NAMESPACE}{key}"


def _decoded(value: Any) -> Any:
    """Objects reach a Pulumi program as JSON text; scalars stay text and pydantic reads them."""
    if isinstance(value, str) and value[:1] in "{[":
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            return value
    return value


def _first_line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", "no YAML")
    return f"{problem} in line {mark.line + 1}" if mark else str(problem)
