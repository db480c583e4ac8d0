"""Stacks as Compose projects, rendered once for all tests that only look at them."""

from pathlib import Path

import pytest

from castmatch.compose.model import ComposeProject
from castmatch.declared.model import Declared
from tests.unit.components.declared import declare
from tests.unit.compose.rendered import rendered

MANY_ROLES = {
    "portOffset": 2000,
    "images": {"source": "offline"},
    "role": {"memberOf": ["castmatch_staff"]},
    "roles": {
        "castmatch_reader": {"grants": [{"access": "read"}]},
        "castmatch_staff": {"attributes": []},  # a group: it does not log in
        "büro 7": {"memberOf": ["castmatch_staff"]},
    },
}
HEX = "role-" + "role-büro 7".encode().hex()  # the step of a role whose name Compose takes nowhere


@pytest.fixture(scope="session")
def default(dev: Declared) -> ComposeProject:
    return rendered(dev, "dev")


@pytest.fixture(scope="session")
def annas(anna: Declared) -> ComposeProject:
    return rendered(anna, "anna")


@pytest.fixture(scope="session")
def many_declared(home: Path) -> Declared:
    return declare("many", MANY_ROLES)


@pytest.fixture(scope="session")
def many(many_declared: Declared) -> ComposeProject:
    return rendered(many_declared, "many")


@pytest.fixture(scope="session")
def unguarded(home: Path) -> ComposeProject:
    return rendered(declare("alone", {"guardian": {"mode": "none"}}), "alone")
