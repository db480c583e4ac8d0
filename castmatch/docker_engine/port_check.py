"""Refuse to start on ports that another program holds, and name it."""

import time
from collections.abc import Callable

from castmatch.docker_engine.ports import container_at, is_free, process_at
from castmatch.errors import UserError
from castmatch.stack.model import ContainerName, StackConfig
from castmatch.stack.names import Names

_LOOKS = 6
_PAUSE = 0.25  # seconds between two looks


def check_ports(config: StackConfig, stack: str, warn: Callable[[str], None] | None = None) -> None:
    """Raise UserError when a port of the stack is held by anything but its own container.

    Where `warn` is given, it gets the sentence instead: a preview never fails because of what runs.
    """
    for name in config.containers:
        holder = foreign_holder(config.port(name), Names(stack).container(name))
        if holder is None:
            continue
        error = _taken(name, config.port(name), holder, stack)
        if warn is None:
            raise error
        warn(f"port {config.port(name)} for {name} is held by {holder}")


def foreign_holder(port: int, own_container: str) -> str | None:
    """The holder of a port, unless it is free or held by our own container.

    A container that is just starting or ending (one that keeps crashing, say) holds its port for a moment before Docker
    lists it, so a holder that is no container is looked at again.
    """
    for _ in range(_LOOKS):
        holder = _holder(port, own_container)
        if holder is None or holder.startswith("container "):
            break
        time.sleep(_PAUSE)
    return holder


def _holder(port: int, own_container: str) -> str | None:
    if is_free(port):
        return None
    container = container_at(port)
    if container == own_container:
        return None
    if container:
        return f"container {container}"
    process = process_at(port)
    # Linux gives ports from 32768 on to outgoing connections; such a holder does not listen.
    return f"process {process}" if process else "a process of another user or an outgoing connection"


def _taken(name: ContainerName, port: int, holder: str, stack: str) -> UserError:
    stop = f"docker stop {holder.removeprefix('container ')}" if holder.startswith("container ") else "stop it"
    return UserError(
        f"port {port} of 127.0.0.1 to be free for {name} of stack {stack}",
        f"{holder} holds it",
        f"{stop}, or choose other ports: castmatch:portOffset in Pulumi.{stack}.yaml",
    )
