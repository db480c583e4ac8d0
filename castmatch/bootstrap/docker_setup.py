"""Install Docker Engine and Docker Compose on a machine that has none, from the distribution's packages."""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from castmatch.bootstrap.docker_start import start_engine
from castmatch.bootstrap.packages import can_install, offer
from castmatch.compose.run.cli import compose
from castmatch.docker_engine.client import engine
from castmatch.errors import UserError

# Debian 13 has the client in a package of its own. Without iptables the Engine does not start.
ENGINE = ("docker.io", "docker-cli | docker.io", "iptables")
# On Ubuntu the first is the plugin `docker compose`, and the second too old for its Python.
COMPOSE = ("docker-compose-v2 | docker-compose",)


@dataclass(frozen=True)
class Steps:
    """What is asked of the machine and done to it; tests pass steps of their own."""

    engine: Callable[[], object] = engine
    compose: Callable[[], object] = compose
    dockerd: Callable[[], str | None] = lambda: shutil.which("dockerd")
    can_install: Callable[[], bool] = can_install
    offer: Callable[[str, Sequence[str], bool], bool] = offer
    start_engine: Callable[[], None] = start_engine


ON_THIS_MACHINE = Steps()


def ensure_engine(yes: bool, steps: Steps = ON_THIS_MACHINE) -> None:
    """Make sure that a Docker Engine answers.

    As root on a Debian-like machine: start an installed one, and install one if the user agrees.

    Args:
        yes: that the user agreed to installing beforehand.

    Raises:
        UserError: why none answers, or what went wrong when it was installed or started.
    """
    reason = _error_of(steps.engine)
    if reason is None:
        return
    if not steps.can_install() or os.environ.get("DOCKER_HOST"):  # another machine's Engine is not ours to start
        raise reason
    if steps.dockerd() is None:
        _install_engine(reason, yes, steps)
    steps.start_engine()


def ensure_compose(yes: bool, steps: Steps = ON_THIS_MACHINE) -> None:
    """Make sure that Docker Compose is here, as plugin or as program; UserError with the reason where it is not."""
    reason = _error_of(steps.compose)
    if reason is None:
        return
    if not steps.offer("No Docker Compose here: install it from Debian's packages?", COMPOSE, yes):
        raise reason
    steps.compose()


def _error_of(look: Callable[[], object]) -> UserError | None:
    try:
        look()
    except UserError as error:
        return error
    return None


def _install_engine(reason: UserError, yes: bool, steps: Steps) -> None:
    has_compose = _error_of(steps.compose) is None
    packages, names = (ENGINE, "docker.io") if has_compose else ((*ENGINE, *COMPOSE), "docker.io and docker-compose")
    if not steps.offer(f"No Docker Engine here: install {names} from Debian's packages?", packages, yes):
        raise UserError(reason.expected, reason.found, f"make up YES=1 installs Debian's own; or {reason.next_step}")
