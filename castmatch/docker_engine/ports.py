"""The holder of a port of this machine."""

import errno
import socket
from contextlib import suppress

from castmatch.docker_engine.client import engine

ADDRESS = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1 at this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            # A port below 1024 is refused to us, but not to Docker's daemon, which will publish it.
            return error.errno != errno.EADDRINUSE
    return True


def container_at(port: int) -> str | None:
    """The name of the running container that publishes this port, or None."""
    for container in engine().api.containers():
        if any(published.get("PublicPort") == port for published in container["Ports"]):
            return str(container["Names"][0]).lstrip("/")
    return None


def process_at(port: int) -> str | None:
    """The process that listens on this port, as "name (pid)"; None where the system does not tell this user."""
    import psutil  # here: a preview imports this module, and seldom asks for a process

    with suppress(psutil.Error):  # it is gone meanwhile, or belongs to another user
        for found in psutil.net_connections("tcp"):
            if found.status == psutil.CONN_LISTEN and found.laddr and found.laddr.port == port and found.pid:
                return f"{psutil.Process(found.pid).name()} (pid {found.pid})"
    return None
