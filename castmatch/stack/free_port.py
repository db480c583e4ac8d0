"""Whether a port of this machine is free."""

import errno
import socket

ADDRESS = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1 at this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            # A port below 1024 may be forbidden to this user, but not to Docker's daemon, which will publish it.
            return error.errno != errno.EADDRINUSE
    return True
