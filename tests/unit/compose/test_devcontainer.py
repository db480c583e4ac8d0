"""The stack as a dev container: an editor in one service, the others beside it, the database kept."""

import json
from typing import Any

import pytest

from castmatch.compose.devcontainer import devcontainer
from castmatch.compose.model import ComposeProject
from castmatch.errors import UserError
from tests.unit.compose.rendered import services_of


def document(project: ComposeProject, service: str = "backend") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(devcontainer(project, service))
    return found


@pytest.mark.parametrize("service", ["ai", "backend", "frontend"])
def test_the_editor_works_in_an_app_on_its_source(default: ComposeProject, service: str) -> None:
    found = document(default, service)

    assert (found["service"], found["workspaceFolder"]) == (service, "/srv/app")
    assert set(found["runServices"]) == set(services_of(default)) - {service}


@pytest.mark.parametrize("service", ["postgres", "redis", "guardian", "role", "nothing"])
def test_what_has_no_source_is_refused_with_those_that_have(default: ComposeProject, service: str) -> None:
    """PostgreSQL has a file of ours mounted, which is no source."""
    with pytest.raises(UserError) as caught:
        devcontainer(default, service)

    assert caught.value.found == service
    assert caught.value.next_step == "castmatch export devcontainer --service ai|backend|frontend"


@pytest.mark.requirement("R20")
def test_the_file_and_the_databases_volume_are_there_before_it_starts(annas: ComposeProject) -> None:
    assert document(annas)["initializeCommand"] == (
        "make export STACK=anna OUTPUT=.devcontainer/compose && docker volume create castmatch-anna-postgres-data"
    )
    assert document(annas)["dockerComposeFile"] == "compose/compose.yaml"


def test_every_service_with_a_port_is_forwarded_by_its_name(annas: ComposeProject) -> None:
    found = document(annas)

    assert set(found["forwardPorts"]) == {
        *("postgres:5432", "redis:6379", "ai:8002", "backend:5002", "frontend:3001", "guardian:5480")
    }
    assert found["portsAttributes"]["frontend:3001"] == {"label": "the page", "onAutoForward": "silent"}


@pytest.mark.requirement("R07")
def test_no_secret_is_in_it_and_no_path_of_this_machine(annas: ComposeProject) -> None:
    text = devcontainer(annas, "backend")
    sources = [
        m["source"] for one in services_of(annas).values() for m in one.get("volumes", []) if m["type"] == "bind"
    ]

    assert not [word for word in (*annas.passwords, "password", "sk-the-chat-key") if word in text]
    assert not [source for source in sources if source.startswith("/") and source in text]
