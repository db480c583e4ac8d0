"""Choose the images where the stack file names no source: the official ones, unless no registry answers here."""

from pathlib import Path

from castmatch.bootstrap.consent import confirm
from castmatch.bootstrap.packages import can_install
from castmatch.bootstrap.registry import why_no_registry
from castmatch.docker_engine.images import is_here
from castmatch.progress import say
from castmatch.stack.images import OFFICIAL, OFFLINE
from castmatch.stack.load import load_file
from castmatch.stack.machine import remember_no_registry
from castmatch.stack.model import Images, StackConfig


def settle_image_source(project: Path, stack: str, config: StackConfig, yes: bool) -> StackConfig:
    """Decide once for a machine without a registry that images are built on it, if its user agrees.

    Nothing changes where the stack file names a source, or where one official image is on the machine: a registry
    answered here before, and databases here are of the official image's version.

    Args:
        yes: that the user agreed to building beforehand.

    Returns:
        the stack's config with that decision.
    """
    if "source" in config.images.model_fields_set or not can_install() or not _wants_all(config.images):
        return config
    reason = why_no_registry(OFFICIAL["postgres"])
    if reason is None or not confirm(_question(reason), yes):
        return config
    file = remember_no_registry()
    say(
        f"images: no registry answers here, so they are built from Debian's packages; noted in {file}   "
        "To undo: delete that file, or say castmatch:images: {source: official} in a stack file"
    )
    return load_file(project, stack)


def _question(reason: str) -> str:
    return f"No image registry answers ({reason[:120]}): build the images here, {OFFLINE['postgres']} among them?"


def _wants_all(images: Images) -> bool:
    """Whether no official image is here, and one is needed."""
    own = {name for name in OFFICIAL if getattr(images, name)}
    return own != set(OFFICIAL) and not any(is_here(reference) for reference in OFFICIAL.values())
