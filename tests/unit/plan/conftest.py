"""Plans of real declarations, made once: the default stack, and one with everything that a plan must tell of."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from castmatch.declared.config import program_values
from castmatch.plan.make import plan
from castmatch.plan.model import Plan
from tests.unit.components.declared import PROJECT, declare

KEY = "sk-a-real-key"
MANY = {
    "portOffset": 1000,
    "role": {"settings": {"statement_timeout": "5s"}, "memberOf": ["pg_monitor", "castmatch_staff"]},
    "roles": {
        "castmatch_reader": {"grants": [{"access": "read"}]},
        "castmatch_staff": {"attributes": []},
        "castmatch_analyst": {"memberOf": ["castmatch_staff"], "validUntil": "2030-01-01T00:00:00Z"},
    },
    "databases": {"analytics": {"owner": "castmatch_analyst", "schemas": ["public", "raw"]}},
    "guardian": {"mode": "none"},
    "chat": {"endpoint": "https://anna:sesame@llm.example/v1"},
    "exceptions": [{"rule": "memory-limit", "resource": "backend", "reason": "profiling it", "until": "2999-01-31"}],
}


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home folder for what declaring copies."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("home")
        patch.setenv("HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def default(home: Path) -> Plan:
    """The default stack."""
    return planned({}, None)


@pytest.fixture(scope="session")
def many(home: Path) -> Plan:
    """More roles and databases, no guardian, a language model, and an exception to a gate."""
    return planned(MANY, KEY)


def planned(settings: Mapping[str, Any], chat_key: str | None) -> Plan:
    """The plan of a stack with these settings, without the `castmatch:`."""
    declared = declare("anna", settings, chat_key=chat_key)
    values = program_values({f"castmatch:{key}": value for key, value in settings.items()})
    secret = ["castmatch:chatApiKey"] if chat_key else []
    return plan(str(PROJECT), "anna", "Pulumi.anna.yaml", declared, values, secret)
