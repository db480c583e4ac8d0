"""Every published port listens on this machine alone.

Why: Docker publishes on all interfaces by default, and past most firewalls. Everyone in the same café could
then log in to the database.
"""

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from castmatch.gates.model import Program, Violation, entries, inputs, is_unknown

NAME = "loopback-ports"
SCOPE = "resource"
FIX = 'ip="127.0.0.1" in each of its ports'


def check(program: Program) -> Iterator[Violation]:
    """Every port on another address, and every option that publishes ports without naming them."""
    for container in program.containers:
        given = inputs(container)
        faults = [f"port {_label(port)}" for port in entries(given.get("ports")) if not _is_loopback(port.get("ip"))]
        if faults:
            yield Violation.of(NAME, container, "its ports on 127.0.0.1 only", ", ".join(faults), FIX)
        if given.get("publishAllPorts") is True:
            fix = f"no publish_all_ports; name the ports that are needed, with {FIX}"
            yield Violation.of(NAME, container, "its ports on 127.0.0.1 only", "publishAllPorts", fix)
        if given.get("networkMode") == "host":
            fix = "a network of its own instead of network_mode, and named ports"
            yield Violation.of(NAME, container, "its ports on 127.0.0.1 only", "the host's own network", fix)


def _is_loopback(address: Any) -> bool:
    if is_unknown(address):
        return True
    try:
        return ip_address(address or "0.0.0.0").is_loopback  # noqa: S104 - Docker's default
    except ValueError:
        return False


def _label(port: dict[str, Any]) -> str:
    number = port.get("external") or port.get("internal")
    shown = f"{number:g}" if isinstance(number, int | float) else number
    return f"{shown} on {port.get('ip') or 'all interfaces'}"
