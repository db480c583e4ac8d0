"""Have every base image on the machine before Pulumi needs it, with progress and a cure when one can't be had."""

import subprocess
import sys
import time
from pathlib import Path

from docker.errors import DockerException

from castmatch.bootstrap.consent import may
from castmatch.bootstrap.packages import can_install, install
from castmatch.docker_engine.client import engine
from castmatch.docker_engine.images import is_here
from castmatch.errors import UserError
from castmatch.stack.images import OFFLINE, BaseName, base_image
from castmatch.stack.model import Images

# What images/build needs beside Docker, and what shows that it is there.
MEANS = {
    "debootstrap": Path("/usr/sbin/debootstrap"),
    "debian-archive-keyring": Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    "ca-certificates": Path("/etc/ssl/certs/ca-certificates.crt"),
}
NAMES: tuple[BaseName, ...] = ("postgres", "redis", "node", "python")


def ensure_base_images(project: Path, images: Images, yes: bool = False) -> None:
    """Build the offline images that are missing, pull the others.

    Args:
        yes: that packages which building needs may be installed.

    Raises:
        UserError: an image can be neither found, nor built, nor pulled.
    """
    missing = {name: base_image(images, name) for name in NAMES if not is_here(base_image(images, name))}
    ours = [name for name, reference in missing.items() if reference == OFFLINE[name]]
    if ours:
        _ensure_means(yes)
        _build(project, ours)
    for name, reference in missing.items():
        if name not in ours:
            _pull(name, reference)


def _ensure_means(yes: bool) -> None:
    """Without consent images/build itself says what is missing, if it needs it at all."""
    missing = [package for package, sign in MEANS.items() if not sign.exists()]
    if missing and can_install() and may(f"To build images, install {', '.join(missing)} from Debian's packages?", yes):
        install(missing)


def _build(project: Path, names: list[BaseName]) -> None:
    result = subprocess.run([project / "images" / "build", *names], stdout=sys.stderr, check=False)
    if result.returncode != 0:
        raise UserError(
            f"the offline images {', '.join(names)}",
            f"images/build ended with exit code {result.returncode}",
            "mend the cause above, then: make setup",
        )


def _pull(name: BaseName, reference: str) -> None:
    sys.stderr.write(f"{name}: pulling {reference} …\n")
    started = time.monotonic()
    try:
        for _ in engine().api.pull(reference, stream=True):
            pass
        engine().images.get(reference)
    except DockerException as error:
        raise UserError(
            f"the image {reference} for {name}, on this machine or in a registry",
            str(getattr(error, "explanation", None) or error)[:300],
            f"mend castmatch:images.{name}, check the network, or build the images here: "
            "castmatch:images: {source: offline} below config: in the stack file, then: make setup "
            "(a Debian-like machine without a registry decides that by itself as root: make up YES=1)",
        ) from None
    sys.stderr.write(f"{name}: pulled in {time.monotonic() - started:.0f} s\n")
