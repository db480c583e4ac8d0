"""Pulumi.dev.yaml is the example that every own stack starts from, so what its comments say must be true."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from castmatch.stack.images import OFFICIAL
from castmatch.stack.load import load, load_file
from castmatch.stack.model import StackConfig
from castmatch.stack.sources import MANIFESTS

PROJECT = Path(__file__).parents[3]
EXAMPLE = (PROJECT / "Pulumi.dev.yaml").read_text()
EXAMPLE_KEY = re.compile(r"^  # (castmatch:\w+:.*|  \w+: .*)$", re.MULTILINE)
ILLUSTRATIONS = {"roles", "databases", "sources", "chat", "exceptions"}  # no default could be shown for these


@pytest.fixture
def shown() -> dict[str, Any]:
    """The example with every commented key uncommented."""
    config: dict[str, Any] = yaml.safe_load(EXAMPLE_KEY.sub(r"  \1", EXAMPLE))["config"]
    return config


def test_the_default_stack_is_the_defaults() -> None:
    assert load_file(PROJECT, "dev") == StackConfig()


def test_every_setting_is_shown(shown: dict[str, Any]) -> None:
    assert {key.removeprefix("castmatch:") for key in shown} == {
        field.alias for field in StackConfig.model_fields.values()
    }


def test_everything_shown_can_be_uncommented(shown: dict[str, Any], tmp_path: Path) -> None:
    for app, checkout in shown["castmatch:sources"].items():
        folder = (tmp_path / "project" / checkout).resolve()
        folder.mkdir(parents=True)
        for manifest in MANIFESTS[app]:
            (folder / manifest).touch()

    load(shown, tmp_path / "project", "dev")


def test_every_default_shown_is_the_default(shown: dict[str, Any]) -> None:
    images = shown["castmatch:images"]
    assert images.pop("postgres") == OFFICIAL["postgres"]

    defaults = {key: value for key, value in shown.items() if key.removeprefix("castmatch:") not in ILLUSTRATIONS}

    assert load(defaults, PROJECT, "dev") == StackConfig()


def test_the_example_names_each_key_of_the_sections_with_defaults(shown: dict[str, Any]) -> None:
    for section in ("ports", "memory", "health", "logs", "sources", "chat"):
        model = type(getattr(StackConfig(), section))
        assert set(shown[f"castmatch:{section}"]) == {field.alias for field in model.model_fields.values()}, section
