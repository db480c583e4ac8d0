"""What no unit test may depend on: the machine's own facts, and that it may be a CI machine."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import docker
import pytest

from castmatch.declared.model import Declared
from castmatch.docker_engine.client import engine
from tests.unit.components.declared import declare

FakeEngine = Callable[[object], None]


@pytest.fixture(scope="session", autouse=True)
def nobodys_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty config folder, so that no developer's machine.yaml is read and none is written; and nobody agreed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        patch.delenv("CI", raising=False)
        yield


@pytest.fixture
def fake_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeEngine]:
    """Make `engine()` a client whose `api` is the given object."""

    def use(api: object) -> None:
        client = SimpleNamespace(api=api, ping=lambda: True)
        monkeypatch.setattr(docker, "from_env", lambda **_: client)
        engine.cache_clear()

    yield use
    engine.cache_clear()


@pytest.fixture(scope="session")
def gone() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the tests' own: build contexts are staged below it."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def dev(home: Path) -> Declared:
    """The default stack."""
    return declare("dev")


@pytest.fixture(scope="session")
def anna(home: Path) -> Declared:
    """Another developer's stack, with a setting of every kind."""
    settings = {
        "portOffset": 1000,
        "images": {"source": "offline"},
        "memory": {"backend": 256},
        "health": {"interval": "90s", "timeout": "500ms", "retries": 5},
        "logs": {"maxSize": "1m", "maxFiles": 2},
        "role": {
            "name": "anna's role",
            "database": "anna",
            "schemas": ["public", "casting"],
            "connectionLimit": 20,
            "privileges": {"tables": ["SELECT", "INSERT"], "schema": ["USAGE"]},
        },
        "chat": {"endpoint": "https://llm.example/v1", "model": "our-model"},
        "readyWithin": "90s",
    }
    return declare("anna", settings, chat_key="sk-the-chat-key")
