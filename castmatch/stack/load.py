"""The only loader of settings: Pulumi's flat config in, a validated StackConfig out, or one readable error."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from castmatch.stack.explain import explain
from castmatch.stack.file import NAMESPACE, read_stack_file
from castmatch.stack.machine import read_machine, with_machine
from castmatch.stack.model import SECRET_KEYS, StackConfig
from castmatch.stack.sources import check_sources


def load(raw: Mapping[str, Any], project: Path, stack: str) -> StackConfig:
    """Validate the config of one stack; for settings that it leaves out, this machine's facts are the defaults.

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
    settings = with_machine(settings, read_machine())
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
    return load(read_stack_file(project / f"Pulumi.{stack}.yaml"), project, stack)


def _decoded(value: Any) -> Any:
    """Objects reach a Pulumi program as JSON text; scalars stay text and pydantic reads them."""
    if isinstance(value, str) and value[:1] in "{[":
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            return value
    return value
