"""The exported folder without us: the commands in its header bring it up. EXHAUSTIVE=1: by either Compose."""

import json
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from tests.base_images import image_settings
from tests.e2e.compose.by_hand import ByHand
from tests.e2e.compose.configs import CHAT, CHAT_KEY
from tests.e2e.compose.conftest import ENCRYPTED
from tests.e2e.compose.programs import needed, one_command
from tests.e2e.project import copy_project
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker]


@pytest.fixture(scope="module", params=one_command())
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ByHand]:
    """A stack with a secret setting; one of its images is not there yet, so that Compose builds it by itself."""
    compose, settings = needed(request.param), {**image_settings(), **CHAT, "chatApiKey": {"secure": ENCRYPTED}}
    root = tmp_path_factory.mktemp("hand")
    name = f"t{secrets.token_hex(3)}"
    project = copy_project(root / "project")
    with (project / "castmatch" / "guardian" / "words.py").open("a") as file:
        file.write(f"# an image of its own: {name}\n")
    (root / "state").mkdir()
    by_hand = ByHand(Stack(project, name, root / "state", settings), compose)
    try:
        by_hand.export()
        for line in by_hand.commands():
            by_hand.type(line)
        by_hand.stack.until_healthy(within=240)  # the images are built and the page compiled before
        yield by_hand
    finally:
        by_hand.remove()


def test_the_header_makes_the_volume_and_brings_it_up(running: ByHand) -> None:
    first, second = running.commands()

    assert first == f"docker volume create {running.stack.names.data_volume}"
    assert second.startswith(f"{running.compose} --project-name {running.stack.names.compose_project} up")
    assert running.log_in() == "castmatch_user"
    assert running.talents() > 0


def test_compose_finds_nothing_to_do_the_second_time(running: ByHand) -> None:
    before = made(running)

    running.type(running.commands()[-1])

    assert made(running) == before
    assert len(before) >= 6


def test_neither_docker_nor_compose_shows_a_secret(running: ByHand) -> None:
    """Inspected containers, logs, and the file as Compose understands it."""
    client = docker.from_env()
    found = client.containers.list(all=True, filters={"label": f"com.docker.compose.project={project(running)}"})
    shown = "".join(f"{each.attrs}{each.logs().decode(errors='replace')}" for each in found)
    shown += running.type(f"{running.compose} config").stdout

    assert "role-password" in shown
    assert not leaked(running, shown)


def test_no_process_list_shows_a_secret(running: ByHand) -> None:
    """Arguments of every process of this machine, during a health check too."""
    for service in ("postgres", "redis", "ai", "backend", "frontend", "guardian"):
        check = running.stack.container(service).attrs["Config"]["Healthcheck"]["Test"][1:]
        running.stack.container(service).exec_run(check, detach=True)
    shown = "".join(
        subprocess.run(["ps", "-eww", "-o", "args"], capture_output=True, text=True).stdout for _ in range(5)
    )

    assert "postgres" in shown
    assert not leaked(running, shown)


def test_down_with_its_volumes_keeps_the_database(running: ByHand) -> None:
    """The last of this stack: what is written before is there when it comes up again."""
    running.stack.sql("CREATE TABLE kept AS SELECT 42 AS answer")

    running.type(f"{running.compose} --project-name {project(running)} down --volumes")

    names = running.stack.names
    left = [found.name for found in docker.from_env().volumes.list(filters={"name": f"castmatch-{names.stack}-"})]
    assert left == [names.data_volume]
    running.type(f"{running.commands()[-1]} postgres role")
    assert running.stack.sql("SELECT answer FROM kept") == "42"


def project(running: ByHand) -> str:
    return running.stack.names.compose_project


def made(running: ByHand) -> dict[str, str]:
    """Container to its id, the role step's too."""
    label = f"com.docker.compose.project={project(running)}"
    found = docker.from_env().containers.list(all=True, filters={"label": label})
    return {str(each.name): str(each.id) for each in found}


def leaked(running: ByHand, shown: str) -> list[str]:
    """The secrets that are in a text; each password, since a URL would hold it too."""
    kept: Path = next((running.stack.state / "data").rglob("passwords.json"))
    values: list[str] = list(json.loads(kept.read_text()).values())
    assert len(values) >= 4
    assert CHAT_KEY in values
    return [value for value in values if value in shown]
