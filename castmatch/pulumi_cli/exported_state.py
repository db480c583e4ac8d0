"""Read a stack's state, as `pulumi stack export --show-secrets` writes it."""

import json
from typing import Any

Document = dict[str, Any]  # a parsed JSON document


def inputs(state: Document, kind: str) -> list[dict[str, Any]]:
    """The inputs of every resource of a type, their secrets in plain text.

    Args:
        kind: the last part of its type, e.g. PostgresRole.
    """
    resources = state.get("deployment", {}).get("resources", [])
    found = (resource.get("inputs", {}) for resource in resources if resource["type"].rsplit(":", 1)[-1] == kind)
    return [{key: _plain(value) for key, value in one.items()} for one in found]


def _plain(value: Any) -> Any:
    """Pulumi writes a secret as an object that holds its JSON."""
    return json.loads(value["plaintext"]) if isinstance(value, dict) and "plaintext" in value else value
