"""The holder of a port of this machine."""

import errno
import socket
from contextlib import suppress
from pathlib import Path

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
    """The process that listens on this port, as "name (pid)"; None where Linux does not say."""
    inode = _listening_inode(port)
    if inode is None:
        return None
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile, or another user's
            if any(_is(link, f"socket:[{inode}]") for link in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} (pid {process.name})"
    return None


def _is(link: Path, target: str) -> bool:
    with suppress(OSError):  # a file closed meanwhile
        return str(link.readlink()) == target
    return False


def _listening_inode(port: int) -> str | None:
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        if not table.exists():
            continue
        for line in table.read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:  # 0A: TCP_LISTEN
                return fields[9]
    return None
