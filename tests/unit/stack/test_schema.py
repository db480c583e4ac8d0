"""The JSON Schema that editors complete from is the model's own, and the checked-in copy is fresh."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from castmatch.stack.model import StackConfig
from castmatch.stack.schema import schema, schema_text

PROJECT = Path(__file__).parents[3]
CHECKED_IN = PROJECT / "pulumi-config.schema.json"


def test_the_checked_in_schema_is_fresh() -> None:
    assert CHECKED_IN.read_text() == schema_text(), (
        f"{CHECKED_IN.name} is stale; refresh it: .venv/bin/python -m castmatch schema > {CHECKED_IN.name}"
    )


def test_every_setting_is_a_key_of_the_schema() -> None:
    assert {key.removeprefix("castmatch:") for key in keys()} == {
        *(field.alias for field in StackConfig.model_fields.values()),
        "chatApiKey",
    }


def test_a_number_may_stand_in_quotes_because_pulumi_writes_it_so() -> None:
    assert keys()["castmatch:portOffset"]["type"] == ["integer", "string"]


def test_the_secret_must_be_an_encrypted_value() -> None:
    assert keys()["castmatch:chatApiKey"] == {"type": "object", "required": ["secure"]}


def test_unknown_keys_of_ours_are_marked_and_those_of_others_are_not() -> None:
    config = schema()["properties"]["config"]

    assert config["additionalProperties"] is False
    assert config["patternProperties"] == {"^(?!castmatch:)": {}}


def test_sections_allow_no_unknown_keys() -> None:
    for name, definition in schema()["$defs"].items():
        assert definition["additionalProperties"] is False, name


@pytest.mark.parametrize("file", sorted(PROJECT.glob("Pulumi.dev.yaml")), ids=lambda file: file.name)
def test_the_committed_stack_file_uses_keys_of_the_schema(file: Path) -> None:
    assert set(yaml.safe_load(file.read_text())["config"]) <= set(keys())


def keys() -> dict[str, Any]:
    found: dict[str, Any] = schema()["properties"]["config"]["properties"]
    return found
