"""A recording as plain data, to hand it from one process to another. Secrets become digests: enough to compare."""

import hashlib
import json
import re
from typing import Any

from castmatch.declared.model import SECRET, Declared, Resource, is_secret

# The inputs once more, with their secrets; and where in which folder the program said it.
_LEFT_OUT = frozenset({"object", "stackTrace", "sourcePosition"})
_DIGEST = re.compile(r"digest:[0-9a-f]{64}")


def to_json(declared: Declared, open_secrets: bool = False) -> dict[str, Any]:
    """The recording as JSON has it, no secret in it.

    Args:
        open_secrets: leave the values of secrets as they are, for a program that only got stand-ins.
    """
    resources = [_resource_out(found, open_secrets) for found in declared.resources.values()]
    return {"resources": resources, "exports": declared.exports}


def from_json(document: dict[str, Any]) -> Declared:
    """The recording again; each secret is still marked as one, and its value is a digest."""
    resources = [_resource_in(found) for found in document["resources"]]
    return Declared({found.urn: found for found in resources}, document["exports"])


def digest_of(value: Any) -> str:
    """The digest of a secret value. A digest stands for itself, so that both kinds of recordings compare."""
    if isinstance(value, str) and _DIGEST.fullmatch(value):
        return value
    text = json.dumps(value, sort_keys=True)
    return f"digest:{hashlib.sha256(text.encode()).hexdigest()}"


def _resource_out(found: Resource, open_secrets: bool) -> dict[str, Any]:
    return {
        "urn": found.urn,
        "kind": found.kind,
        "name": found.name,
        "parent": found.parent,
        "raw": found.raw if open_secrets else _digested(found.raw),
        "dependencies": sorted(found.dependencies),
        "options": {key: value for key, value in found.options.items() if key not in _LEFT_OUT},
    }


def _resource_in(found: dict[str, Any]) -> Resource:
    return Resource(**{**found, "dependencies": frozenset(found["dependencies"])})


def _digested(value: Any) -> Any:
    if is_secret(value):
        return {**SECRET, "value": digest_of(value.get("value"))}
    if isinstance(value, dict):
        return {key: _digested(inner) for key, inner in value.items()}
    return [_digested(inner) for inner in value] if isinstance(value, list) else value
