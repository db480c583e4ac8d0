"""A stack file's settings as Pulumi hands them to a program. Loaded in a moment: the standard library only."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

OPEN_SECRETS = "--open-secrets"  # an option of castmatch.declared.run


def program_values(plain: Mapping[str, Any]) -> dict[str, str]:
    """Full keys to values; there every value is text, and a list or a mapping is JSON."""
    return {
        key: value if isinstance(value, str) else json.dumps(value, default=_as_go_prints)
        for key, value in plain.items()
    }


def program_environment(plain: Mapping[str, Any], secret: Mapping[str, str]) -> dict[str, str]:
    """The variables that a program gets: full keys to values, as in a stack file."""
    values = {**program_values(plain), **secret}
    return {"PULUMI_CONFIG": json.dumps(values), "PULUMI_CONFIG_SECRET_KEYS": json.dumps([*secret])}


def _as_go_prints(value: Any) -> str:
    """YAML reads 2027-01-31 as a moment, and Pulumi, written in Go, prints that one in UTC."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, datetime):
        raise TypeError(f"a setting of type {type(value).__name__}")
    moment = value.astimezone(UTC) if value.tzinfo else value
    return f"{moment:%Y-%m-%d %H:%M:%S} +0000 UTC"
