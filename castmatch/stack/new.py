"""Write the stack file of a developer who has none: the defaults, and a port block that no other stack here uses."""

from collections.abc import Iterable
from pathlib import Path

from castmatch.stack.load import load_file
from castmatch.stack.model import CONTAINERS, StackConfig

STEP = 1000  # between two port blocks; keeps the last digits that people know (5432, 6432, 7432)


def write_stack_file(project: Path, stack: str) -> Path | None:
    """Write Pulumi.<stack>.yaml unless there is one; the path of the new file, or None.

    Raises:
        UserError: another stack's file in the folder is wrong, so its ports are unknown.
    """
    path = project / f"Pulumi.{stack}.yaml"
    if path.exists():
        return None
    others = [file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in sorted(project.glob("Pulumi.*.yaml"))]
    offset = free_offset(load_file(project, other) for other in others)
    path.write_text(
        f"# The environment of {stack}. Every key with its default: Pulumi.dev.yaml\n"
        f'config:\n  castmatch:portOffset: "{offset}"\n'
    )
    return path


def free_offset(others: Iterable[StackConfig]) -> int:
    """The smallest multiple of STEP at which the default ports meet no port of the other stacks."""
    taken = {config.port(name) for config in others for name in CONTAINERS}
    offset = 0
    while taken & {StackConfig(port_offset=offset).port(name) for name in CONTAINERS}:
        offset += STEP
    return offset
