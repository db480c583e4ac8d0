"""Install Docker Engine and Docker Compose on a machine that has none, from the distribution's packages."""

import os
import shutil

from castmatch.bootstrap.consent import confirm
from castmatch.bootstrap.docker_start import start_engine
from castmatch.bootstrap.packages import can_install, install
from castmatch.compose.run.cli import compose, find
from castmatch.docker_engine.client import engine
from castmatch.errors import UserError

# Debian 13 has the client in a package of its own. Without iptables the Engine does not start.
ENGINE = ("docker.io", "docker-cli | docker.io", "iptables")
# On Ubuntu the first is the plugin `docker compose`, and the second too old for its Python.
COMPOSE = ("docker-compose-v2 | docker-compose",)


def ensure_engine(yes: bool) -> None:
    """Make sure that a Docker Engine answers.

    As root on a Debian-like machine: start an installed one, and install one if the user agrees.

    Args:
        yes: that the user agreed to installing beforehand.

    Raises:
        UserError: why none answers, or what went wrong when it was installed or started.
    """
    reason = _why_none()
    if reason is None:
        return
    if not can_install() or os.environ.get("DOCKER_HOST"):  # another machine's Engine is not ours to start
        raise reason
    if shutil.which("dockerd") is None:
        _install_engine(reason, yes)
    start_engine()


def ensure_compose(yes: bool) -> None:
    """Make sure that Docker Compose is here, as plugin or as program; UserError with the reason where it is not."""
    question = "No Docker Compose here: install it from Debian's packages?"
    if find() is None and can_install() and confirm(question, yes):
        install(COMPOSE)
    compose()


def _why_none() -> UserError | None:
    try:
        engine()
    except UserError as error:
        return error
    return None


def _install_engine(reason: UserError, yes: bool) -> None:
    packages, names = (ENGINE, "docker.io") if find() else ((*ENGINE, *COMPOSE), "docker.io and docker-compose")
    if not confirm(f"No Docker Engine here: install {names} from Debian's packages?", yes):
        raise UserError(reason.expected, reason.found, f"make up YES=1 installs Debian's own; or {reason.next_step}")
    install(packages)
