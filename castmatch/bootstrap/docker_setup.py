"""Have a Docker Engine, and Docker Compose, on a machine that has none: from the distribution's packages."""

import os
import shutil

from castmatch.bootstrap.consent import may
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
    """Have an Engine that answers: nothing is done where one does.

    On a Debian-like machine its root may have it installed, if he agrees, and one that is not running is started.

    Args:
        yes: that installing was agreed to beforehand.

    Raises:
        UserError: there is none, and why; or what went wrong when it was installed or started.
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
    """Have Docker Compose, as plugin or as program of its own; UserError where there is none and why."""
    if find() is None and can_install() and may("No Docker Compose here: install it from Debian's packages?", yes):
        install(COMPOSE)
    compose()


def _why_none() -> UserError | None:
    try:
        engine()
    except UserError as error:
        return error
    return None


def _install_engine(reason: UserError, yes: bool) -> None:
    wishes, what = (ENGINE, "docker.io") if find() else ((*ENGINE, *COMPOSE), "docker.io and docker-compose")
    if not may(f"No Docker Engine here: install {what} from Debian's packages?", yes):
        raise UserError(reason.expected, reason.found, f"make up YES=1 installs Debian's own; or {reason.next_step}")
    install(wishes)
