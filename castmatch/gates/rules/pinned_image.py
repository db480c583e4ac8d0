"""Every image is pinned: by its id, its digest, a full version, or the hash of what it is built from.

Why: `latest` and `17` are other images tomorrow. Two machines would then run different things from one declaration,
and no preview would show it. A full version has two numbers at least: 17.6, not 17.
"""

import re
from collections.abc import Iterator
from typing import Any

from castmatch.declared.model import Resource
from castmatch.gates.model import Program, Violation, inputs, is_unknown

NAME = "pinned-image"
SCOPE = "resource"
PINNED_TAG = re.compile(r"v?\d+(\.\d+)+.*|[0-9a-f]{7,64}")
FIX = "name a full version, such as postgres:17.6-bookworm, or a digest: name@sha256:…"


def check(program: Program) -> Iterator[Violation]:
    """Every container and declared image whose reference may mean another image tomorrow."""
    for container in program.containers:
        yield from _judged(container, inputs(container).get("image"), program)
    for image in program.docker("RemoteImage"):
        given = inputs(image)
        if not given.get("build"):
            yield from _judged(image, given.get("name"), program)


def _judged(resource: Resource, reference: Any, program: Program) -> Iterator[Violation]:
    if is_unknown(reference) or _is_pinned(str(reference or ""), program):
        return
    yield Violation.of(NAME, resource, "a pinned image", f"image {reference or 'none'}", FIX)


def _is_pinned(reference: str, program: Program) -> bool:
    if reference.startswith("sha256:") or "@sha256:" in reference or reference in program.local_images:
        return True
    tag = reference.rpartition("/")[2].partition(":")[2]  # a colon before the last slash is a registry's port
    return PINNED_TAG.fullmatch(tag) is not None
