"""A wrong config is refused in five words: file, key, found, allowed, fix. And nothing was touched."""

from pathlib import Path
from typing import Any

import pytest

from castmatch.errors import UserError
from castmatch.stack.load import load

pytestmark = pytest.mark.requirement("R19")

FAULTS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "a misspelt key": ({"portOfset": 1000}, "castmatch:portOfset", "an unknown key", "did you mean portOffset?"),
    "a misspelt key of a section": (
        {"ports": {"frontnd": 3100}},
        "castmatch:ports.frontnd",
        "an unknown key",
        "did you mean frontend?",
    ),
    "a misspelt key two sections deep": (
        {"role": {"privileges": {"tabels": ["SELECT"]}}},
        "castmatch:role.privileges.tabels",
        "an unknown key",
        "did you mean tables?",
    ),
    "a misspelt key below a name": (
        {"roles": {"reader": {"grant": []}}},
        "castmatch:roles.reader.grant",
        "an unknown key",
        "did you mean grants?",
    ),
    "a misspelt key below a name that is a key elsewhere": (
        {"roles": {"settings": {"grant": []}}},
        "castmatch:roles.settings.grant",
        "an unknown key",
        "did you mean grants?",
    ),
    "a misspelt key in a list": (
        {"role": {"memberOf": []}, "roles": {"reader": {"grants": [{"acces": "read"}]}}},
        "castmatch:roles.reader.grants.0.acces",
        "an unknown key",
        "did you mean access?",
    ),
    "a misspelt secret": ({"chatApikey": "sk-1"}, "castmatch:chatApikey", "an unknown key", "did you mean chatApiKey?"),
    "a key in snake case": ({"port_offset": 1}, "castmatch:port_offset", "an unknown key", "did you mean portOffset?"),
    "a key like no other": (
        {"logs": {"colour": "blue"}},
        "castmatch:logs.colour",
        "an unknown key",
        "one of maxFiles, maxSize",
    ),
    "a word for a number": ({"portOffset": "lots"}, "castmatch:portOffset", "'lots' (str)", "a valid integer"),
    "a fraction for a number": ({"memory": {"ai": 99.5}}, "castmatch:memory.ai", "99.5 (float)", "a valid integer"),
    "yes for a number": ({"ports": {"redis": True}}, "castmatch:ports.redis", "True (bool)", "a number"),
    "a number for a word": ({"role": {"name": 5}}, "castmatch:role.name", "5 (int)", "a valid string"),
    "a word for a section": ({"ports": "3001"}, "castmatch:ports", "'3001' (str)", "keys and values below it"),
    "a section without a value": ({"ports": None}, "castmatch:ports", "nothing", "keys and values below it"),
    "a word for a list": ({"role": {"schemas": "public"}}, "castmatch:role.schemas", "'public' (str)", "a list"),
    "an empty list": ({"role": {"schemas": []}}, "castmatch:role.schemas", "[] (list)", "a list of at least 1"),
    "a port above the last": ({"ports": {"ai": 65536}}, "castmatch:ports.ai", "65536 (int)", "65535"),
    "port zero": ({"ports": {"ai": 0}}, "castmatch:ports.ai", "0 (int)", "greater than or equal to 1"),
    "a negative offset": ({"portOffset": -1}, "castmatch:portOffset", "-1 (int)", "greater than or equal to 0"),
    "a port used twice": (
        {"ports": {"backend": 3001}},
        "castmatch:ports",
        "backend 3001, frontend 3001",
        "a port of its own for each",
    ),
    "an offset that pushes ports out of range": (
        {"portOffset": 60000},
        "castmatch:ports",
        "ai 68002",
        "ports up to 65535, portOffset included",
    ),
    "a reserved role name": (
        {"role": {"name": "postgres"}},
        "castmatch:role.name",
        "'postgres' (str)",
        "a role name of 1 to 63 bytes that PostgreSQL does not reserve",
    ),
    "a reserved database name": (
        {"role": {"database": "template1"}},
        "castmatch:role.database",
        "'template1' (str)",
        "a database name of 1 to 63 bytes that PostgreSQL does not reserve",
    ),
    "a reserved schema name": (
        {"role": {"schemas": ["public", "pg_catalog"]}},
        "castmatch:role.schemas.1",
        "'pg_catalog' (str)",
        "a schema name of 1 to 63 bytes that PostgreSQL does not reserve",
    ),
    "a privilege that is none": (
        {"role": {"privileges": {"database": ["CONECT"]}}},
        "castmatch:role.privileges.database.0",
        "'CONECT' (str)",
        "'CONNECT', 'CREATE' or 'TEMPORARY'",
    ),
    "a duration without a unit": ({"readyWithin": 120}, "castmatch:readyWithin", "120 (int)", "30s, 1m30s or 500ms"),
    "a bad duration in a section": (
        {"health": {"interval": "30 seconds"}},
        "castmatch:health.interval",
        "'30 seconds' (str)",
        "30s, 1m30s or 500ms",
    ),
    "a duration of nothing": ({"readyWithin": "0s"}, "castmatch:readyWithin", "'0s' (str)", "such as 30s"),
    "an unknown image source": (
        {"images": {"source": "ofline"}},
        "castmatch:images.source",
        "'ofline' (str)",
        "'official' or 'offline'",
    ),
    "less memory than a container can start with": (
        {"memory": {"redis": 8}},
        "castmatch:memory.redis",
        "8 (int)",
        "greater than or equal to 16",
    ),
    "a log size that Docker does not know": (
        {"logs": {"maxSize": "10MB"}},
        "castmatch:logs.maxSize",
        "'10MB' (str)",
        r"text like ^[1-9]\d*[kmg]$",
    ),
    "an address without http": (
        {"chat": {"endpoint": "llm.example"}},
        "castmatch:chat.endpoint",
        "'llm.example' (str)",
        "text like ^https?://",
    ),
}


@pytest.mark.parametrize(("settings", "key", "found", "allowed"), FAULTS.values(), ids=FAULTS)
def test_the_error_has_file_key_found_allowed_and_fix(
    settings: dict[str, Any], key: str, found: str, allowed: str
) -> None:
    error = refusal(settings)

    assert f"in Pulumi.anna.yaml\n          {key}: " in error.expected
    assert allowed in error.expected
    assert f"{key}: " in error.found
    assert found in error.found
    assert error.next_step == "fix Pulumi.anna.yaml; nothing was touched"


@pytest.mark.parametrize(
    "settings",
    [
        {"chatApikey": "sk-a-secret"},
        {"chat": {"apiKey": "sk-a-secret"}},
        {"secrets": {"chat": ["sk-a-secret"]}},
    ],
    ids=["at the top", "in a section", "below an unknown section"],
)
def test_the_value_of_an_unknown_key_is_never_repeated(settings: dict[str, Any]) -> None:
    """It may be a secret below a misspelt name."""
    error = refusal(settings)

    assert "sk-a-secret" not in f"{error} {error!r} {error.__cause__} {error.__context__}"


def test_all_faults_are_reported_at_once() -> None:
    error = refusal({"portOffset": "lots", "memory": {"ai": 1, "backnd": 512}})

    for key in ("castmatch:portOffset", "castmatch:memory.ai", "castmatch:memory.backnd"):
        assert f"{key}: " in error.expected
        assert f"{key}: " in error.found


def refusal(settings: dict[str, Any]) -> UserError:
    with pytest.raises(UserError) as caught:
        load({f"castmatch:{key}": value for key, value in settings.items()}, Path("no-project"), "anna")
    return caught.value
