"""The parts of a Compose project of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Section = dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file that a container is given, below the project's folder.

    Args:
        service: its name.
        path: relative to the folder.
        template: its content, with stand-ins for passwords (castmatch.declared.stand_in).
        mode: of the file; the folder's own mode keeps other users of the machine out.
    """

    service: str
    path: str
    template: str = field(repr=False)
    mode: int


@dataclass(frozen=True)
class Image:
    """An image of ours: its reference, its build context, and the reference of the image that it is built on."""

    name: str
    reference: str
    context: Path
    base: str


@dataclass(frozen=True)
class Proof:
    """The probe that proves one service ready, see castmatch.probes. `target` has stand-ins for passwords."""

    service: str
    kind: str
    target: str = field(repr=False)
    container: str
    within: float


@dataclass(frozen=True)
class ComposeProject:
    """One stack as a Compose project.

    Args:
        stack: its name.
        document: the Compose file as plain data.
        files: those that the services get.
        images: those to build before the services start.
        mount_points: folders of the machine under volumes; made as the developer, since Docker makes them as root.
        proofs: in the order in which the services become ready.
        role_steps: role to the container that reconciles it once; each after the steps that it waits for.
        data_volume: made once and kept.
        outputs: those that Pulumi would export, without secrets; see castmatch.stack.outputs.
        passwords: the stand-ins of all generated passwords.
    """

    stack: str
    document: Mapping[str, Any]
    files: tuple[File, ...]
    images: tuple[Image, ...]
    mount_points: tuple[Path, ...]
    proofs: tuple[Proof, ...]
    role_steps: Mapping[str, str]
    data_volume: str
    outputs: Mapping[str, Any]
    passwords: tuple[str, ...]
