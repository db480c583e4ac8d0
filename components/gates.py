"""The quality gates of this program: judged on a rehearsal, before the engine is told of anything."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pulumi

from castmatch.declared.record import declared_by
from castmatch.gates.judge import judge
from castmatch.gates.model import Program
from castmatch.stack.images import OFFLINE
from castmatch.stack.model import StackConfig
from castmatch.stack.sources import MANIFESTS, source_folder


def pass_gates(declare: Callable[[], object], stack: str, config: StackConfig, project: Path) -> None:
    """Raise UserError with all that breaks a rule, unless an exception is in force. Nothing is declared by it.

    Args:
        declare: declares the program; it is run as in a preview, against the SDK's mocks.
        project: the folder of Pulumi.yaml.
    """
    exemptions = [granted.exemption for granted in config.exceptions]
    program = Program(
        declared_by(declare, stack),
        host_folders=host_folders(config, project),
        local_images=frozenset(OFFLINE.values()),
        application_role=config.role.name,
    )
    judge(program, exemptions, datetime.now(UTC).date(), f"Pulumi.{stack}.yaml")
    for exemption in exemptions:
        pulumi.log.warn(f"exception to a quality gate: {exemption}")


def host_folders(config: StackConfig, project: Path) -> tuple[str, ...]:
    """What containers may mount of the machine: the source of each app, the developer's or ours."""
    return tuple(str(source_folder(config.sources, app, project)) for app in MANIFESTS)
