"""The role as a step of a Compose project: a container that runs the code of Pulumi's resource once."""

import json
import re
from typing import Any

from castmatch.compose.model import Section
from castmatch.declared.model import Resource, revealed
from castmatch.postgres_paths import SOCKETS
from castmatch.roles.document import from_document, to_document

DOCUMENT = "reconcile.json"
HOST, PORT = "postgres", 5432  # in the stack's network


def step_name(role: Resource) -> str:
    """The name of the service: the resource's own, or in hex where Compose refuses a character of it."""
    return role.name if re.fullmatch(r"[A-Za-z0-9._-]+", role.name) else f"role-{role.name.encode().hex()}"


def step_document(role: Resource, stack: str) -> str:
    """The step's input, see castmatch.guardian.declaration; with stand-ins for passwords."""
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
        image: the guardian's.
        secret: the key of its document.
        like: a service of the stack, whose network and logging this one gets.
        socket: the key of the volume with the server's socket, where the administrator logs in.
    """
    return {
        "image": image,
        "container_name": container,
        "command": ["reconcile", "--declaration", f"/run/secrets/{DOCUMENT}"],
        "secrets": [{"source": secret, "target": DOCUMENT}],
        "volumes": [{"type": "volume", "source": socket, "target": SOCKETS, "read_only": True}],
        "networks": dict.fromkeys(like["networks"]),
        "mem_limit": "128m",
        "memswap_limit": "128m",
        "logging": like["logging"],
        "restart": "no",
        "stop_grace_period": "10s",
    }
