"""Six stacks, chosen so that every setting which reaches Docker has another value than its default in one of them."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.project import PROJECT

Settings = dict[str, Any]
CHAT_KEY = "key-of-a-model-that-nobody-has"  # a secret setting, which Pulumi keeps encrypted
MORE_ROLES: Settings = {
    "roles": {
        "reader": {"grants": [{"access": "read"}], "settings": {"statement_timeout": "5s", "search_path": ["public"]}},
        "staff": {"attributes": []},
        "an $odd-name": {"memberOf": ["staff"], "connectionLimit": 5},
    },
    "databases": {"analytics": {"owner": "an $odd-name", "schemas": ["public", "raw"]}},
}
OTHER_NUMBERS: Settings = {
    # Their last two digits are no other stack's, whatever the offsets.
    "ports": {"frontend": 3006, "backend": 5007, "ai": 8007, "postgres": 5437, "redis": 6384, "guardian": 5485},
    "memory": {"postgres": 384, "redis": 96, "ai": 448, "backend": 576, "frontend": 1792, "guardian": 160},
    "health": {"interval": "1m30s", "timeout": "7500ms", "retries": 4},
    "logs": {"maxSize": "3m", "maxFiles": 2},
    "guardian": {"mode": "watch", "interval": "2s"},
}
CHAT: Settings = {
    "chat": {"endpoint": "http://127.0.0.1:9/v1?price=$1", "model": "no-model"},
}


def own_sources(folder: Path) -> Settings:
    """Every app from a checkout of the developer's own, and another application role and database."""
    for app in ("frontend", "backend", "ai"):
        if not (folder / app).exists():
            shutil.copytree(PROJECT / "services" / app, folder / app, ignore=shutil.ignore_patterns(".next"))
    return {
        "sources": {app: str(folder / app) for app in ("frontend", "backend", "ai")},
        "role": {"name": "casting", "database": "casting_data", "schemas": ["public", "talents"]},
    }


# Name to what makes the settings, given a folder for checkouts.
CONFIGS: Mapping[str, Callable[[Path], Settings]] = {
    "default": lambda _: {},
    "no-guardian": lambda _: {"guardian": {"mode": "none"}},
    "more-roles": lambda _: MORE_ROLES,
    "other-numbers": lambda _: OTHER_NUMBERS,
    "own-sources": own_sources,
    "chat": lambda _: CHAT,
}
SECRET = "chat"  # the config with a secret setting
MOST_NAMES = "more-roles"


def others(*always: str) -> list[Any]:
    """The configs beside these, for tests in which they are one more of a kind."""
    return [pytest.param(name, marks=pytest.mark.exhaustive) for name in CONFIGS if name not in always]
