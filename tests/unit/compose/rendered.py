"""Declarations rendered for a test, as a developer would meet them."""

from pathlib import Path
from typing import Any

import yaml

from castmatch.compose.model import ComposeProject, Image
from castmatch.compose.render import render
from castmatch.compose.text import as_text
from castmatch.declared.document import from_json, to_json
from castmatch.declared.model import Declared

GUARDIAN = Image("guardian", "castmatch/guardian:0123456789ab", Path("/staged/guardian"), "castmatch/python:3.11")


def rendered(declared: Declared, stack: str, guardian: Image = GUARDIAN) -> ComposeProject:
    """By way of the document, as it comes from the process that declares."""
    return render(from_json(to_json(declared, open_secrets=True)), stack, guardian)


def read_back(project: ComposeProject) -> Any:
    """What Compose reads."""
    return yaml.safe_load(as_text(project))


def services_of(project: ComposeProject) -> dict[str, Any]:
    found: dict[str, Any] = read_back(project)["services"]
    return found
