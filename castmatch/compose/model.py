"""What a Compose project of ours consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Section = dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file that a container is given, below the project's folder.

    Args:
        service: whose it is.
        path: relative to the folder.
        template: its content, with stand-ins for passwords (castmatch.declared.stand_in).
        mode: of the file; who may enter the folder decides who else on the machine can read it.
    """

    service: str
    path: str
    template: str = field(repr=False)
    mode: int


@dataclass(frozen=True)
class Image:
    """An image of ours: its reference, where it is built from, and the reference of the image below it."""

    name: str
    reference: str
    context: Path
    base: str


@dataclass(frozen=True)
class Proof:
    """How one service is proven ready, see castmatch.probes. `target` has stand-ins for passwords."""

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
        files: what the document's services are given.
        images: what must be built before they start.
        mount_points: folders of the machine over which a volume is mounted; to be made by the developer, not by Docker.
        proofs: in the order in which the services become ready.
        role_steps: role to the container that reconciles it once, in the order in which they can be carried out.
        data_volume: made once and kept.
        outputs: what Pulumi would export, less the secrets; see castmatch.stack.outputs.
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
