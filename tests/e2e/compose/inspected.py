"""Everything that a stack has in Docker, by `docker inspect`, as one flat document: path to value."""

import re
from collections.abc import Iterator
from typing import Any

import docker

from castmatch.stack.names import Names

Facts = dict[str, Any]
# Facts that Docker gives to each thing that it makes, or that are true of this moment only. None is declared.
GIVEN = frozenset(
    (
        *("Id", "Created", "CreatedAt", "State", "RestartCount", "ExecIDs", "GraphDriver", "Containers"),
        *("LogPath", "ResolvConfPath", "HostnamePath", "HostsPath", "Hostname"),
        *("SandboxID", "SandboxKey", "NetworkID", "EndpointID", "MacAddress", "Gateway", "IPAddress", "IPPrefixLen"),
    )
)
# The mode and path of each file that a container is given, whether it was put in or mounted.
_FILES = "stat -Lc '%a %n' /run/secrets/* /etc/castmatch/* 2> /dev/null; true"

_ANONYMOUS = re.compile("[0-9a-f]{64}")


def inspected(stack: str) -> Facts:
    """Everything of a stack, e.g. {"containers.backend.HostConfig.Memory": 536870912}.

    What is null, empty or not there at all is the same: nothing. It is left out.
    """
    names, client = Names(stack), docker.from_env().api
    prefix = names.container("")
    containers = client.containers(all=True, filters={"name": f"^/{prefix}"})
    networks = client.networks(filters={"name": f"^{names.network}"})
    volumes = client.volumes(filters={"name": f"^{prefix}"})["Volumes"]
    document = {
        "containers": {found["Names"][0].removeprefix(f"/{prefix}"): _container(found["Id"]) for found in containers},
        "networks": {found["Name"]: _network(found["Id"]) for found in networks},
        "volumes": {found["Name"]: client.inspect_volume(found["Name"]) for found in volumes},
    }
    return dict(_leaves("", document))


def _container(id_: str) -> Facts:
    client = docker.from_env()
    found: Facts = client.api.inspect_container(id_)
    for network in found["NetworkSettings"]["Networks"].values():
        network["Aliases"] = sorted({*(network["Aliases"] or ())} - {id_[:12]})
    for mount in found["Mounts"]:
        if _ANONYMOUS.fullmatch(mount.get("Name", "")):  # an image wants it kept, and it is not declared
            del mount["Name"], mount["Source"]
    # No meaning is in the order of these three.
    found["Mounts"] = {mount["Destination"]: mount for mount in found["Mounts"]}
    found["HostConfig"]["Binds"] = sorted(found["HostConfig"]["Binds"] or ())
    found["Config"]["Env"] = dict(entry.split("=", 1) for entry in found["Config"]["Env"])
    if found["State"]["Running"]:
        found["Files"] = _files(client.containers.get(id_))
    return found


def _files(container: Any) -> dict[str, str]:
    _, listed = container.exec_run(["sh", "-c", _FILES], user="root")
    return {path: mode for mode, path in (line.split(" ", 1) for line in listed.decode().splitlines())}


def _network(id_: str) -> Facts:
    found: Facts = docker.from_env().api.inspect_network(id_)
    found["IPAM"]["Config"] = len(found["IPAM"]["Config"])  # the next free addresses
    return found


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Each leaf that is something. A list is one leaf: where it has an order, a moved entry is a difference."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            if key not in GIVEN:
                yield from _leaves(f"{path}.{key}" if path else key, inner)
    elif value not in (None, [], "") and (value != {} or ".Volumes." in path):
        yield path, value  # in Config.Volumes, a set, an empty object is an entry
