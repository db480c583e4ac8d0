"""The guardian's report on itself, for people and programs."""

import resource
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from castmatch.guardian.loop import Journal, Loop
from castmatch.guardian.record import State

STALE = 30.0  # seconds without a tick after which the loop counts as stuck


@dataclass(frozen=True)
class Report:
    """Reads the loop and its journal; `stack` and `mode` are shown as they are."""

    stack: str
    mode: str
    loop: Loop
    journal: Journal
    seconds: Callable[[], float]

    @property
    def is_ticking(self) -> bool:
        """Whether the loop works: it has ticked once, and lately."""
        return self.loop.ticks > 0 and self.seconds() - self.loop.ticked < STALE

    def health(self) -> dict[str, Any]:
        """Short, in the form of every service's /health."""
        return {"status": self._status(), "service": "guardian", "stack": self.stack}

    def full(self) -> dict[str, Any]:
        """Server, roles, counts, incidents, and the memory and sockets of this process."""
        roles = self.loop.roles
        return {
            **self.health(),
            "mode": self.mode,
            "server": asdict(self.loop.server),
            "roles": [asdict(role) for role in roles],
            "counts": {
                "roles": len(roles),
                "reconciled": sum(role.state is State.RECONCILED for role in roles),
                "incidents": self.journal.total,
                "ticks": self.loop.ticks,
            },
            "seconds_since_tick": round(self.seconds() - self.loop.ticked, 1),
            "memory_mib": memory_mib(),
            "open_sockets": open_sockets(),
            "incidents": [asdict(incident) for incident in tuple(self.journal)],
        }

    def _status(self) -> str:
        if not self.is_ticking:
            return "unavailable"
        return "ok" if all(role.state is State.RECONCILED for role in self.loop.roles) else "degraded"


def memory_mib() -> float:
    """Resident memory of this process, in MiB."""
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return round(pages * resource.getpagesize() / 2**20, 1)
    return 0.0


def open_sockets() -> int:
    """Open sockets of this process: sessions on the server, its own port, and the clients there."""
    return sum(_is_socket(link) for link in Path("/proc/self/fd").glob("*"))


def _is_socket(link: Path) -> bool:
    with suppress(OSError):  # closed meanwhile
        return str(link.readlink()).startswith("socket:")
    return False
