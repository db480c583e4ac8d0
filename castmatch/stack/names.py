"""Names on the machine. Each carries the stack's name, so that several stacks never meet."""

import hashlib
import re
from dataclasses import dataclass

# The label of each container that Compose makes of our declaration. The project's name alone proves nothing: Compose
# names a project by its folder, and a developer may have another set-up in a folder of that name.
STACK_LABEL = "castmatch.stack"


@dataclass(frozen=True)
class Names:
    """The names of everything that one stack owns in Docker."""

    stack: str

    @property
    def network(self) -> str:
        return f"castmatch-{self.stack}"

    @property
    def data_volume(self) -> str:
        """The volume that holds the database: the only thing that cannot be recreated."""
        return f"castmatch-{self.stack}-postgres-data"

    @property
    def socket_volume(self) -> str:
        """The folder of PostgreSQL's Unix socket; empty while the server is down."""
        return f"castmatch-{self.stack}-postgres-socket"

    @property
    def build_volume(self) -> str:
        """Next.js's build output; a cache, but one per stack (two dev servers cannot share it)."""
        return f"castmatch-{self.stack}-frontend-build"

    @property
    def compose_project(self) -> str:
        """The Compose project of the stack; Compose takes small letters, digits, - and _ alone."""
        plain = re.sub(r"[^a-z0-9_-]", "-", self.stack.lower())
        own = "" if plain == self.stack else f"-{hashlib.sha256(self.stack.encode()).hexdigest()[:6]}"
        return f"castmatch-{plain}{own}"

    def container(self, service: str) -> str:
        return f"castmatch-{self.stack}-{service}"
