"""From a program's declaration and a stack's settings to the plan."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from castmatch.declared.config import program_values
from castmatch.declared.document import from_json
from castmatch.gates.rules import RULES
from castmatch.plan.graph import graph
from castmatch.plan.model import Plan
from castmatch.plan.settings import settings
from castmatch.plan.tree import tree
from castmatch.stack.file import NAMESPACE
from castmatch.stack.load import load


def plan(
    project: Path, stack: str, file: str, document: dict[str, Any], plain: Mapping[str, Any], secret: Iterable[str]
) -> Plan:
    """The plan of a program that has passed the gates.

    Args:
        project: the folder of Pulumi.yaml.
        file: name of the stack file, "" where there is none.
        document: what it declares, see castmatch.declared.document.
        plain: full keys to values, as in the stack file.
        secret: full keys that are set to a secret.
    """
    declared, config = from_json(document), load(program_values(plain), project, stack)
    excepted = {exception.rule for exception in config.exceptions}
    return Plan(
        stack=stack,
        file=file,
        resources=tree(declared),
        graph=graph(declared),
        settings=settings(config, file, [key.removeprefix(NAMESPACE) for key in secret if key.startswith(NAMESPACE)]),
        gates=tuple(name for name in RULES if name not in excepted),
        excepted=tuple(name for name in RULES if name in excepted),
        exceptions=tuple(declared.exports.get("exceptions") or ()),
    )
