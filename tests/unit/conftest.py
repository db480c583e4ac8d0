"""What no unit test may depend on: the machine's own facts, and that it may be a CI machine."""

import subprocess
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import docker
import pytest

from castmatch.docker_engine.client import engine

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
