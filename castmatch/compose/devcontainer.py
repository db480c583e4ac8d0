"""The stack as a dev container (containers.dev): an editor works in one service, and the others run next to it."""

import json
from typing import Any

from castmatch.compose.model import ComposeProject
from castmatch.compose.text import FILE
from castmatch.errors import UserError

FOLDER = ".devcontainer"  # in the project, where editors look for it
COMPOSE_FOLDER = "compose"  # below it; written before each start, and not committed: it holds passwords
LABELS = {"frontend": "the page", "backend": "the API", "ai": "the AI service", "guardian": "what the guardian did"}


def devcontainer(project: ComposeProject, service: str) -> str:
    """devcontainer.json. No secret is in it, and no path of this machine.

    Args:
        service: the app in whose container the editor works, on that app's source.

    Raises:
        UserError: the service has no source to work on.
    """
    services: dict[str, Any] = project.document["services"]
    folders = {name: _source(found) for name, found in services.items() if _source(found)}
    if service not in folders:
        raise UserError(
            "an app to work in", service, f"castmatch export devcontainer --service {'|'.join(sorted(folders))}"
        )
    make = f"make export STACK={project.stack} OUTPUT={FOLDER}/{COMPOSE_FOLDER}"
    ports = {name: _port(found) for name, found in services.items() if found.get("ports")}
    document = {
        "name": f"CastMatch, stack {project.stack}",
        "initializeCommand": f"{make} && docker volume create {project.data_volume}",
        "dockerComposeFile": f"{COMPOSE_FOLDER}/{FILE}",
        "service": service,
        "runServices": [name for name in services if name != service],
        "workspaceFolder": folders[service],
        "overrideCommand": False,
        "updateRemoteUserUID": False,
        "shutdownAction": "stopCompose",
        "forwardPorts": [f"{name}:{port}" for name, port in ports.items()],
        "portsAttributes": {
            f"{name}:{port}": {"label": LABELS.get(name, name), "onAutoForward": "silent"}
            for name, port in ports.items()
        },
    }
    return json.dumps(document, indent=2) + "\n"


def _source(service: dict[str, Any]) -> str:
    """The folder in a service at which a folder of the machine is mounted; empty where there is none."""
    mounts = service.get("volumes", [])
    return next((str(m["target"]) for m in mounts if m["type"] == "bind" and not m["source"].startswith("./")), "")


def _port(service: dict[str, Any]) -> str:
    """The port inside the container."""
    return str(service["ports"][0]).rpartition(":")[2]
