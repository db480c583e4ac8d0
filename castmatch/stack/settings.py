"""A stack file's settings without the values of its secrets, for a program that is only recorded or previewed."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from castmatch.stack.containers import PORTS
from castmatch.stack.file import NAMESPACE, read_stack_file

HIGHEST_PORT = 65_535
# Set to "false" by an ephemeral stack: its `up` goes on where a service is not ready, see components.ready. Outside of
# our namespace, because an older revision would refuse a key there that it does not know.
PROOFS_REQUIRED = "preview:proofsRequired"


@dataclass(frozen=True)
class Settings:
    """The settings of a stack file: plain keys to values, and secret keys to what stands for their values."""

    plain: dict[str, Any]
    secret: dict[str, str]

    @property
    def offset(self) -> int:
        """The port offset; 0 for an invalid one, which the program itself reports."""
        try:
            return int(self.plain.get(f"{NAMESPACE}portOffset", 0))
        except (TypeError, ValueError):
            return 0

    @property
    def ports(self) -> Iterator[int]:
        """The ports on the host that these settings lead to. Invalid ones are skipped; the program reports them."""
        own = self.plain.get(f"{NAMESPACE}ports")
        declared = own if isinstance(own, dict) else {}
        for name, default in PORTS.items():
            port = declared.get(name, default)
            if str(port).isdigit() and int(port) + self.offset <= HIGHEST_PORT:
                yield int(port) + self.offset

    def shifted(self, shift: int) -> dict[str, Any]:
        """The plain settings with every port moved by `shift`."""
        return {**self.plain, f"{NAMESPACE}portOffset": str(self.offset + shift)}


def read_settings(file: Path, project: Path) -> Settings:
    """Read a stack file; a missing one has no settings. `project` is where its relative checkouts count from.

    Raises:
        UserError: the file is no YAML, or no config stands in it where Pulumi looks for one.
    """
    named = read_stack_file(file)
    secret = {key: _stand_in(value) for key, value in named.items() if _is_secret(value)}
    plain = {key: value for key, value in named.items() if key not in secret}
    sources = plain.get(f"{NAMESPACE}sources")
    if isinstance(sources, dict):
        plain[f"{NAMESPACE}sources"] = {app: _absolute(path, project) for app, path in sources.items()}
    return Settings(plain, secret)


def _absolute(path: Any, project: Path) -> str:
    return str((project / Path(str(path)).expanduser()).resolve())


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"secure"}


def _stand_in(value: Any) -> str:
    """The same text for the same encrypted value, so that a preview sees that a secret changed without reading it."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
