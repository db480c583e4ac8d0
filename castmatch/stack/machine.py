"""The facts of this machine that hold for every stack: a small file of the user's own, outside the repository.

They are the defaults of stack files, so that no committed one has to be edited for a machine. A stack file that sets
a value itself always wins.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from castmatch.errors import UserError
from castmatch.files import write_whole
from castmatch.stack.own_folder import own_folder
from castmatch.stack.section import Section

_TEXT = """\
# No image registry answered on this machine: base images are built here, from Debian's packages (images/build).
# This is the default of every stack file that does not say castmatch:images.source. To undo it, delete this file.
imageSource: offline
"""


class Machine(Section):
    """The facts; a missing one means the usual default."""

    image_source: Literal["official", "offline"] | None = None


def machine_file() -> Path:
    """The file of the facts; missing where none is known."""
    return own_folder(os.environ) / "machine.yaml"


def read_machine() -> Machine:
    """The facts of this machine; UserError when the file is wrong."""
    file = machine_file()
    try:
        return Machine.model_validate(yaml.safe_load(file.read_bytes()) or {}, by_name=False)
    except FileNotFoundError:
        return Machine()
    except (ValidationError, yaml.YAMLError):
        raise UserError(f"imageSource: offline, or official, in {file}", "something else", f"rm {file}") from None


def remember_no_registry() -> Path:
    """Note that images are built on this machine; the file in which that is noted."""
    file = machine_file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return write_whole(file, _TEXT.encode(), 0o644)


def with_machine(settings: Mapping[str, Any], machine: Machine) -> dict[str, Any]:
    """The settings of a stack file, with the machine's facts where they set nothing."""
    images = settings.get("images", {})
    if machine.image_source is None or not isinstance(images, dict):
        return dict(settings)
    return {**settings, "images": {"source": machine.image_source, **images}}
