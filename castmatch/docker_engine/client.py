"""The connection to Docker Engine, and the ladder of reasons why there is none."""

import shutil
from functools import cache
from typing import TYPE_CHECKING

from castmatch.errors import UserError

if TYPE_CHECKING:
    import docker


@cache
def engine() -> "docker.DockerClient":
    """A client of the Docker Engine that DOCKER_HOST or the default socket names.

    Raises:
        UserError: not installed, not running, or not permitted; each with its own fix.
    """
    import docker  # here: many importers never connect
    from docker.errors import DockerException

    try:
        client = docker.from_env(timeout=30)
        client.ping()
    except DockerException as error:
        raise why_no_engine(str(error), installed=shutil.which("docker") is not None) from None
    return client


def why_no_engine(reason: str, installed: bool) -> UserError:
    """The cause, out of the three that the client's words tell apart.

    Args:
        reason: the client's own words.
        installed: whether a docker program is on PATH.
    """
    expected = "a running Docker Engine that you may use"
    if "PermissionError" in reason or "ermission denied" in reason:
        return UserError(
            expected,
            "Docker's socket, but no permission to use it",
            "sudo usermod -aG docker $USER, log out and in again, then repeat the command",
        )
    if not installed:
        return UserError(
            expected,
            "no docker program on PATH",
            "install Docker Engine (Debian: sudo apt-get install docker.io; Mac and Windows: Docker Desktop)",
        )
    return UserError(
        expected,
        f"docker is installed but no engine answers ({_short(reason)})",
        "start it: sudo systemctl start docker, or open Docker Desktop",
    )


def _short(reason: str) -> str:
    causes = (
        "Connection refused",
        "No such file or directory",
        "timed out",
        "Name or service not known",
    )
    return next((cause for cause in causes if cause in reason), reason[:120])
