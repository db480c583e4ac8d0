"""The JSON Schema of Pulumi.<stack>.yaml, generated from the model, for editors."""

import json
from typing import Any

from castmatch.stack.file import NAMESPACE
from castmatch.stack.model import SECRET_KEYS, StackConfig


def schema_text() -> str:
    """The schema as JSON; the checked-in pulumi-config.schema.json is exactly this."""
    return json.dumps(schema(), indent=2) + "\n"


def schema() -> dict[str, Any]:
    """Our keys below `config:`; keys of other namespaces are allowed."""
    model = StackConfig.model_json_schema(by_alias=True)
    definitions = model.pop("$defs")
    keys = {NAMESPACE + name: _also_as_text(value) for name, value in model["properties"].items()}
    secrets = {NAMESPACE + name: {"type": "object", "required": ["secure"]} for name in sorted(SECRET_KEYS)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "CastMatch stack config",
        "type": "object",
        "properties": {
            "encryptionsalt": {"type": "string"},
            "config": {
                "type": ["object", "null"],
                "properties": {**keys, **secrets},
                "patternProperties": {"^(?!castmatch:)": {}},
                "additionalProperties": False,
            },
        },
        "$defs": definitions,
    }


def _also_as_text(value: dict[str, Any]) -> dict[str, Any]:
    """Pulumi writes numbers in quotes."""
    if value.get("type") != "integer":
        return value
    return {**value, "type": ["integer", "string"], "pattern": r"^\d+$"}
