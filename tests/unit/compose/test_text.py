"""The Compose file as text: the same from run to run, no secret in it, and no shell's variables either."""

import re
from dataclasses import replace

import pytest
import yaml

from castmatch.compose.model import ComposeProject
from castmatch.compose.text import MARK, as_text
from tests.unit.components.declared import declare
from tests.unit.compose.conftest import MANY_ROLES
from tests.unit.compose.rendered import rendered

STACKS = ["default", "annas", "many", "unguarded"]


@pytest.fixture(params=STACKS)
def project(request: pytest.FixtureRequest) -> ComposeProject:
    found: ComposeProject = request.getfixturevalue(request.param)
    return found


def test_each_dollar_is_doubled_and_nothing_else_is_changed(project: ComposeProject) -> None:
    """Compose would put in variables of the shell that runs it, such as $0."""
    text = as_text(project)

    assert "$$(cat /run/secrets/role-password)" in text
    assert re.search(r"(?<!\$)(\$\$)*\$(?!\$)", text) is None
    assert yaml.safe_load(text.replace("$$", "$")) == yaml.safe_load(yaml.safe_dump(dict(project.document)))


def test_a_dollar_in_a_value_of_any_depth_is_doubled(default: ComposeProject) -> None:
    document = {"services": {"a": {"command": ["$HOME", {"x": "a$b"}], "n": 1, "on": True}}}

    found = yaml.safe_load(as_text(replace(default, document=document)))

    assert found == {"services": {"a": {"command": ["$$HOME", {"x": "a$$b"}], "n": 1, "on": True}}}


@pytest.mark.requirement("R14")
def test_it_is_the_same_byte_for_byte_from_run_to_run(many: ComposeProject) -> None:
    """Compose makes a container anew whose section changed. Pulumi's program registers in an order of its own."""
    for _ in range(2):
        assert as_text(rendered(declare("many", MANY_ROLES), "many")) == as_text(many)


@pytest.mark.requirement("R07")
def test_no_secret_and_nothing_that_stands_for_one_is_in_it(project: ComposeProject) -> None:
    text = as_text(project)

    assert project.passwords
    assert not [word for word in (*project.passwords, "password-of", "sk-the-chat-key") if word in text]


def test_it_says_what_it_is_made_of_and_how_to_use_it(annas: ComposeProject) -> None:
    header = as_text(annas).partition("services:")[0]

    assert MARK in header
    assert "Pulumi.anna.yaml" in header
    assert "docker volume create castmatch-anna-postgres-data" in header
    assert "docker compose --project-name castmatch-anna up --detach" in header


def test_no_part_stands_for_another(project: ComposeProject) -> None:
    """A file by hand has no anchors, and docker-compose 1.29 would be content, but not its readers."""
    assert not re.search(r"[&*]id\d", as_text(project))


def test_the_services_come_first(project: ComposeProject) -> None:
    assert list(yaml.safe_load(as_text(project))) == ["services", "networks", "volumes", "secrets"]
