"""The role as a step of a Compose project: the very code that Pulumi's resource runs, once, in a container."""

import json
import re
from typing import Any

from castmatch.compose.model import Section
from castmatch.declared.model import Resource, revealed
from castmatch.postgres_paths import SOCKETS
from castmatch.roles.document import from_document, to_document
from castmatch.stack.containers import PORTS

DOCUMENT = "reconcile.json"
HOST, PORT = "postgres", PORTS["postgres"]  # in the stack's network


def step_name(role: Resource) -> str:
    """The name of the service; the resource's own, unless it has a letter that Compose takes in no name."""
    return role.name if re.fullmatch(r"[A-Za-z0-9._-]+", role.name) else f"role-{role.name.encode().hex()}"


def step_document(role: Resource, stack: str) -> str:
    """What the step is told, see castmatch.guardian.declaration; with stand-ins for passwords."""
    inputs: dict[str, Any] = revealed(dict(role.raw))
    server = {
        "host": HOST,
        "port": PORT,
        "admin_user": inputs["admin"],
        "admin_password": inputs["admin_password"],
        "admin_host": SOCKETS,
        "container": inputs["container"],
    }
    return json.dumps({"stack": stack, "server": server, "roles": [to_document(from_document(inputs))]}, sort_keys=True)


def step_service(container: str, image: str, secret: str, like: Section, socket: str) -> Section:
    """The service that reconciles one role and ends.

    Args:
        container: its name.
        image: in which `castmatch reconcile` is.
        secret: the key of its document.
        like: a service of the stack; this one has its network and its logging.
        socket: the key of the volume with the server's socket, by which the administrator enters.
    """
    return {
        "image": image,
        "container_name": container,
        "entrypoint": ["python", "-m", "castmatch", "reconcile"],
        "command": ["--declaration", f"/run/secrets/{DOCUMENT}"],
        "secrets": [{"source": secret, "target": DOCUMENT}],
        "volumes": [{"type": "volume", "source": socket, "target": SOCKETS, "read_only": True}],
        "networks": dict.fromkeys(like["networks"]),
        "mem_limit": "128m",
        "memswap_limit": "128m",
        "logging": like["logging"],
        "restart": "no",
        "stop_grace_period": "10s",
    }
