"""Settings as Pulumi hands them to a program."""

import json

import pytest
import yaml

from castmatch.declared.config import program_environment, program_values


def test_texts_stay_and_everything_else_is_json() -> None:
    plain = {"a:text": "1", "a:number": 1, "a:list": ["x", 2], "a:yes": True}

    assert program_values(plain) == {"a:text": "1", "a:number": "1", "a:list": '["x", 2]', "a:yes": "true"}


@pytest.mark.parametrize("text", ["2027-01-31", "2027-01-31T00:00:00Z", "2027-01-31 01:00:00 +01:00"])
def test_a_day_and_a_moment_are_as_go_prints_them(text: str) -> None:
    values = program_values({"a:exceptions": [{"until": yaml.safe_load(text)}]})

    assert json.loads(values["a:exceptions"]) == [{"until": "2027-01-31 00:00:00 +0000 UTC"}]


def test_what_yaml_does_not_know_is_no_setting() -> None:
    with pytest.raises(TypeError, match="complex"):
        program_values({"a:b": 1j})


def test_the_secret_keys_are_named_apart() -> None:
    environment = program_environment({"a:b": "c"}, {"a:key": "stand-in"})

    assert json.loads(environment["PULUMI_CONFIG"]) == {"a:b": "c", "a:key": "stand-in"}
    assert json.loads(environment["PULUMI_CONFIG_SECRET_KEYS"]) == ["a:key"]
