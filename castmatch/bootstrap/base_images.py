"""Build or pull every base image before Pulumi needs it, with progress, and a fix where that fails."""

import subprocess
import sys
import time
from pathlib import Path

from docker.errors import DockerException

from castmatch.bootstrap.packages import offer
from castmatch.docker_engine.client import engine
from castmatch.docker_engine.images import is_here
from castmatch.errors import UserError
from castmatch.progress import say
from castmatch.stack.images import OFFLINE, BaseName, base_image
from castmatch.stack.model import Images

# The packages that images/build needs beside Docker, each with a file of its own.
BUILD_TOOLS = {
    "debootstrap": Path("/usr/sbin/debootstrap"),
    "debian-archive-keyring": Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    "ca-certificates": Path("/etc/ssl/certs/ca-certificates.crt"),
}
NAMES: tuple[BaseName, ...] = ("postgres", "redis", "node", "python")


def ensure_base_images(project: Path, images: Images, yes: bool = False) -> None:
    """Build the offline images that are missing, pull the others.

    Args:
        yes: that the build tools may be installed.

    Raises:
        UserError: an image can be neither found, nor built, nor pulled.
    """
    missing = {name: base_image(images, name) for name in NAMES if not is_here(base_image(images, name))}
    ours = [name for name, reference in missing.items() if reference == OFFLINE[name]]
    if ours:
        _ensure_build_tools(yes)
        _build(project, ours)
    for name, reference in missing.items():
        if name not in ours:
            _pull(name, reference)


def _ensure_build_tools(yes: bool) -> None:
    """Install them if the user agrees; else images/build names those that it misses."""
    missing = [package for package, file in BUILD_TOOLS.items() if not file.exists()]
    if missing:
        offer(f"To build images, install {', '.join(missing)} from Debian's packages?", missing, yes)


def _build(project: Path, names: list[BaseName]) -> None:
    result = subprocess.run([project / "images" / "build", *names], stdout=sys.stderr, check=False)
    if result.returncode != 0:
        raise UserError(
            f"the offline images {', '.join(names)}",
            f"images/build ended with exit code {result.returncode}",
            "fix the cause above, then: make setup",
        )


def _pull(name: BaseName, reference: str) -> None:
    say(f"{name}: pulling {reference} …")
    started = time.monotonic()
    try:
        for _ in engine().api.pull(reference, stream=True):
            pass
        engine().images.get(reference)
    except DockerException as error:
        raise UserError(
            f"the image {reference} for {name}, on this machine or in a registry",
            str(getattr(error, "explanation", None) or error)[:300],
            f"fix castmatch:images.{name}, check the network, or build the images here: "
            "castmatch:images: {source: offline} below config: in the stack file, then: make setup "
            "(a Debian-like machine without a registry decides that by itself as root: make up YES=1)",
        ) from None
    say(f"{name}: pulled in {time.monotonic() - started:.0f} s")
