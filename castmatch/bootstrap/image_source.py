"""Which images a machine uses where its stack files don't say: the official ones, unless no registry answers here."""

import sys
from pathlib import Path

from castmatch.bootstrap.consent import may
from castmatch.bootstrap.packages import can_install
from castmatch.bootstrap.registry import why_no_registry
from castmatch.docker_engine.images import is_here
from castmatch.stack.images import OFFICIAL, OFFLINE
from castmatch.stack.load import load_file
from castmatch.stack.machine import remember_no_registry
from castmatch.stack.model import Images, StackConfig


def settle_image_source(project: Path, stack: str, config: StackConfig, yes: bool) -> StackConfig:
    """Decide once for a machine without a registry that images are built on it, if its user agrees.

    Nothing is decided where the stack file says the source, nor where a single official image is on the machine: a
    registry answered there before, and its databases are of the official image's version.

    Args:
        yes: that building was agreed to beforehand.

    Returns:
        the stack's config as it is by now.
    """
    if "source" in config.images.model_fields_set or not can_install() or not _wants_all(config.images):
        return config
    reason = why_no_registry(OFFICIAL["postgres"])
    if reason is None or not may(_question(reason), yes):
        return config
    file = remember_no_registry()
    sys.stderr.write(
        f"images: no registry answers here, so they are built from Debian's packages; noted in {file}   "
        "To undo: delete that file, or say castmatch:images: {source: official} in a stack file\n"
    )
    return load_file(project, stack)


def _question(reason: str) -> str:
    return f"No image registry answers ({reason[:120]}): build the images here, {OFFLINE['postgres']} among them?"


def _wants_all(images: Images) -> bool:
    """Whether no official image is here, and one is needed."""
    own = {name for name in OFFICIAL if getattr(images, name)}
    return own != set(OFFICIAL) and not any(is_here(reference) for reference in OFFICIAL.values())
