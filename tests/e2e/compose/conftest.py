"""A project to export from, where neither Pulumi nor Docker is needed; and stacks that Docker Compose runs."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from castmatch.compose.run import cli
from tests.e2e.compose.configs import CHAT_KEY, CONFIGS, SECRET
from tests.e2e.compose.programs import Done, run
from tests.e2e.project import copy_project
from tests.e2e.stack import Stack, new_stack
from tests.incidents.play import ROLES
from tests.talent import talent

ENCRYPTED = "v1:AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"  # by a passphrase that nobody has


@dataclass(frozen=True)
class Export:
    """One stack to export: its project, its name, and where the passwords of all stacks are."""

    project: Path
    name: str
    data: Path

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "XDG_DATA_HOME": str(self.data), "CASTMATCH_CHAT_API_KEY": CHAT_KEY}

    def castmatch(self, *arguments: str, **environment: str) -> Done:
        """`castmatch export compose`, which must succeed."""
        words = (".venv/bin/python", "-m", "castmatch", "export", "compose", "--stack", self.name, *arguments)
        done = run(words, self.project, {**self.environment, **environment})
        assert done.returncode == 0, done.stderr
        return done

    def files(self) -> Path:
        """The exported folder, in which Compose may run."""
        folder = self.data / "exported"
        self.castmatch("--output", str(folder))
        return folder

    def secrets(self) -> list[str]:
        """Every password that the export has generated, and those that it was given."""
        (kept,) = self.data.rglob("passwords.json")
        return list(json.loads(kept.read_text()).values())


@pytest.fixture(scope="session")
def any_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, on any machine."""
    return copy_project(tmp_path_factory.mktemp("export"))


@pytest.fixture(scope="session")
def checkouts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for a developer's own checkouts."""
    return tmp_path_factory.mktemp("checkouts")


@pytest.fixture(scope="session", params=CONFIGS)
def export(
    request: pytest.FixtureRequest, any_project: Path, checkouts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Export:
    """Each of the six configs, as a stack file without Pulumi."""
    name = f"x-{request.param}"
    settings: dict[str, Any] = {"portOffset": "11000", **CONFIGS[request.param](checkouts)}
    if request.param == SECRET:
        settings["chatApiKey"] = {"secure": ENCRYPTED}
    document = {"config": {f"castmatch:{key}": value for key, value in settings.items()}}
    (any_project / f"Pulumi.{name}.yaml").write_text(yaml.safe_dump(document))
    return Export(any_project, name, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="package")
def composed(project: Path, tools: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One stack brought up through Compose, guardian included; each test leaves it running under Compose."""
    yield from _stack(project, {**tools, "roles": ROLES}, tmp_path_factory)


@pytest.fixture(scope="package")
def unguarded_composed(
    project: Path, tools: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """Another one without a guardian, which would be quicker than any `up`."""
    yield from _stack(project, {**tools, "roles": ROLES, "guardian": {"mode": "none"}}, tmp_path_factory)


@pytest.fixture
def data(composed: Stack) -> Callable[[], bool]:
    """Rows written through the backend's API and by SQL; whether all are there and the page works."""
    answer = httpx.post(f"{composed.url('backend')}/api/talent", json=talent("Asha Handed-Over"), timeout=10)
    assert answer.status_code == 201, answer.text
    composed.sql(
        "SET ROLE castmatch_user", "CREATE TABLE IF NOT EXISTS by_hand (x int)", "INSERT INTO by_hand VALUES (1)"
    )
    rows = _rows(composed)
    return lambda: _rows(composed) == rows and composed.is_healthy("frontend")


def _rows(stack: Stack) -> tuple[str, str]:
    return stack.sql("SELECT count(*), max(id) FROM talent"), stack.sql("SELECT count(*) FROM by_hand")


def _stack(project: Path, settings: dict[str, Any], folders: pytest.TempPathFactory) -> Iterator[Stack]:
    if cli.find() is None:
        pytest.skip("no Docker Compose (apt-get install docker-compose)")
    stack = new_stack(folders.mktemp("composed"), project, settings)
    try:
        stack.compose_up()
        yield stack
    finally:
        stack.remove()
        stack.file.unlink(missing_ok=True)
