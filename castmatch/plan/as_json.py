"""The plan as JSON, with the same fields in the same order in every run: docs/plan.md."""

import json
from dataclasses import asdict
from typing import Any

from castmatch.plan.model import Plan, Planned


def as_json(plan: Plan) -> str:
    """The whole plan; a secret is the word "secret"."""
    document = {
        "stack": plan.stack,
        "file": plan.file or None,
        "verdict": plan.verdict,
        "resources": [_resource(found) for found in plan.resources],
        "graph": {
            "nodes": [asdict(box) for box in plan.graph.boxes],
            "edges": [{"from": one, "needs": other} for one, other in plan.graph.needs],
        },
        "settings": [asdict(setting) for setting in plan.settings],
        "gates": {"met": plan.gates, "excepted": plan.excepted},
        "exceptions": plan.exceptions,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _resource(found: Planned) -> dict[str, Any]:
    return {
        "urn": found.urn,
        "type": found.kind,
        "name": found.name,
        "parent": found.parent or None,
        "waitsFor": found.waits_for,
        "inputs": _sorted(found.inputs),
    }


def _sorted(value: Any) -> Any:
    """Keys in order: the recorder's is another one in each run."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(inner) for inner in value] if isinstance(value, list) else value
