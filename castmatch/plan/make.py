"""From a program's declaration and a stack's settings to the plan, and the formats in which it is written."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from castmatch.declared.model import Declared
from castmatch.gates.rules import RULES
from castmatch.plan.as_json import as_json
from castmatch.plan.as_mermaid import as_mermaid
from castmatch.plan.as_svg import as_svg
from castmatch.plan.as_text import as_text
from castmatch.plan.graph import graph
from castmatch.plan.model import Plan
from castmatch.plan.settings import settings
from castmatch.plan.tree import tree
from castmatch.stack.file import NAMESPACE
from castmatch.stack.load import load

FORMATS = {"text": as_text, "mermaid": as_mermaid, "svg": as_svg, "json": as_json}


def plan(
    project: str, stack: str, file: str, declared: Declared, values: Mapping[str, str], secret: Iterable[str]
) -> Plan:
    """The plan of a program that has passed the gates.

    Args:
        project: the folder of Pulumi.yaml.
        file: name of the stack file, "" where there is none.
        declared: the recording of the program.
        values: the config as Pulumi hands it to a program: full keys to texts.
        secret: full keys that are set to a secret.
    """
    config = load(values, Path(project), stack)
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
