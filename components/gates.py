"""The quality gates of this program: judged on a recording of it, before any resource is registered."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pulumi

from castmatch.declared.model import Declared
from castmatch.declared.record import declared_by, is_recording, when_recorded
from castmatch.errors import UserError
from castmatch.gates.judge import judge
from castmatch.gates.model import Exemption, Program
from castmatch.stack.images import OFFLINE
from castmatch.stack.model import StackConfig
from castmatch.stack.sources import MANIFESTS, source_folder


def pass_gates(declare: Callable[[], object], stack: str, config: StackConfig, project: Path) -> None:
    """Raise UserError with all that breaks a rule, unless an exception is in force. No resource is registered.

    A program that is recorded already is judged at the end of that recording, with a RunError: a second recording would
    take as long again.

    Args:
        declare: declares the program; it is run as in a preview, against the SDK's mocks.
        project: the folder of Pulumi.yaml.
    """
    if is_recording():
        when_recorded(lambda declared: _refuse_readably(declared, stack, config, project))
        return
    _judge(declared_by(declare, stack), stack, config, project)
    for exemption in exemptions(config):
        pulumi.log.warn(f"exception to a quality gate: {exemption}")


def exemptions(config: StackConfig) -> list[Exemption]:
    """What the stack config exempts from the gates."""
    return [Exemption(**granted.model_dump()) for granted in config.exceptions]


def _judge(declared: Declared, stack: str, config: StackConfig, project: Path) -> None:
    program = Program(
        declared,
        host_folders=host_folders(config, project),
        local_images=frozenset(OFFLINE.values()),
        application_role=config.role.name,
    )
    judge(program, exemptions(config), datetime.now(UTC).date(), f"Pulumi.{stack}.yaml")


def _refuse_readably(declared: Declared, stack: str, config: StackConfig, project: Path) -> None:
    try:
        _judge(declared, stack, config, project)
    except UserError as error:
        raise pulumi.RunError(f"\n{error}") from None


def host_folders(config: StackConfig, project: Path) -> tuple[str, ...]:
    """The folders of the machine that containers may mount: the source of each app, the developer's or ours."""
    return tuple(str(source_folder(config.sources, app, project)) for app in MANIFESTS)
