"""Environments declared once for all tests that only look at them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from castmatch.declared.model import Declared
from tests.unit.components.declared import declare


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
