"""No container has power over the machine.

Why: a privileged container, one with the Docker socket or with a capability such as SYS_ADMIN is root on the machine.
A bug in one development service, or in one of its thousand packages, must not be that.
"""

import re
from collections.abc import Iterator
from typing import Any

from castmatch.gates.model import Program, Violation, entries, inputs

NAME = "no-privileges"
SCOPE = "resource"
DANGEROUS = frozenset(
    {
        *("ALL", "BPF", "DAC_READ_SEARCH", "MAC_ADMIN", "MAC_OVERRIDE", "NET_ADMIN", "NET_RAW", "PERFMON"),
        *("SYS_ADMIN", "SYS_BOOT", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "SYS_TIME"),
    }
)
ENGINE_SOCKET = re.compile(r"(^|/)(docker|containerd|podman|crio)\.sock$")
HOST_NAMESPACES = ("pidMode", "ipcMode", "usernsMode", "cgroupnsMode")
LOOSENED = re.compile(r"unconfined|(no-new-privileges|label)[:=](false|disable)")


def check(program: Program) -> Iterator[Violation]:
    """Every power over the machine that a container has."""
    for container in program.containers:
        for found in _powers(inputs(container)):
            fix = f"remove {found}; run what needs it outside the container"
            yield Violation.of(NAME, container, "no power over the machine", found, fix)


def _powers(given: dict[str, Any]) -> Iterator[str]:
    yield from ["privileged mode"] if given.get("privileged") is True else []
    yield from (f"the capability {name}" for name in _capabilities(given) if _bare(name) in DANGEROUS)
    yield from (f"the engine's socket {path}" for path in _mounted(given) if ENGINE_SOCKET.search(path))
    yield from (f"the device {device.get('hostPath')}" for device in entries(given.get("devices")))
    yield from (f"the host's {namespace}" for namespace in HOST_NAMESPACES if given.get(namespace) == "host")
    yield from (f"the security option {option}" for option in _options(given) if LOOSENED.search(option))


def _capabilities(given: dict[str, Any]) -> list[str]:
    found = given.get("capabilities")
    added = found.get("adds") if isinstance(found, dict) else None
    return [str(name) for name in added] if isinstance(added, list) else []


def _bare(capability: str) -> str:
    return capability.upper().removeprefix("CAP_")


def _options(given: dict[str, Any]) -> list[str]:
    found = given.get("securityOpts")
    return [str(option) for option in found] if isinstance(found, list) else []


def _mounted(given: dict[str, Any]) -> Iterator[str]:
    """The folder or file on the machine of every mount."""
    yield from (volume["hostPath"] for volume in entries(given.get("volumes")) if volume.get("hostPath"))
    yield from (mount["source"] for mount in entries(given.get("mounts")) if mount.get("source"))
