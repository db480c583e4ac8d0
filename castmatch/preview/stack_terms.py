"""A preview made in an ephemeral stack, in the terms of the stack that it stands for.

The ephemeral stack has another name, every port on the host shifted by one number, and another folder. Ports inside
containers are the same in both.
"""

import re
from dataclasses import dataclass
from typing import Any

from castmatch.preview.model import Special

_HOST_PORT = re.compile(r'(127\.0\.0\.1(?::|", port ))(\d+)')
_PORT_KEYS = frozenset({"external", "port"})  # of a container's ports, and of a role's server
# Inside a container 127.0.0.1 is the container itself.
_INSIDE = frozenset({"healthcheck", "tests", "command", "entrypoint", "envs", "uploads"})


@dataclass(frozen=True)
class Terms:
    """How the values of one stack read in another.

    Args:
        stack: the stack that is meant.
        ephemeral_stack: the one that was previewed.
        port_shift: what was added to each port on the host.
        folder: the project's folder, as it is meant.
        ephemeral_folder: the one that was previewed.
    """

    stack: str
    ephemeral_stack: str
    port_shift: int
    folder: str
    ephemeral_folder: str

    def of(self, value: Any, key: str = "") -> Any:
        """The value, of which `key` is the name or the path, in the terms of the stack that is meant."""
        return self._of(value, frozenset(filter(None, re.split(r"[.\[\]]", key))), key)

    def _of(self, value: Any, around: frozenset[str], key: str) -> Any:
        if isinstance(value, dict):
            return {self._text(name, around): self._of(held, around | {name}, name) for name, held in value.items()}
        if isinstance(value, list):
            return [self._of(inner, around, key) for inner in value]
        if isinstance(value, str) and not isinstance(value, Special):
            return self._text(value, around)
        is_port = re.split(r"[.\]]", key)[-1] in _PORT_KEYS and isinstance(value, int | float) and value is not True
        return self._port(value) if is_port else value

    def _text(self, text: str, around: frozenset[str]) -> str:
        named = self._named(_under(text, self.ephemeral_folder, self.folder))
        if around & _INSIDE:
            return named
        return _HOST_PORT.sub(lambda found: f"{found[1]}{self._port(int(found[2]))}", named)

    def _named(self, text: str) -> str:
        name = re.escape(self.ephemeral_stack)
        if re.fullmatch(f"(STACK=)?{name}", text):
            return text.replace(self.ephemeral_stack, self.stack)
        return re.sub(rf"(castmatch-|urn:pulumi:){name}(?![A-Za-z0-9_])", lambda found: found[1] + self.stack, text)

    def _port(self, port: Any) -> Any:
        """Ports below the shift are not published by this stack: they stay."""
        return port - self.port_shift if port > self.port_shift else port


def _under(text: str, folder: str, other: str) -> str:
    return re.sub(rf"{re.escape(folder.rstrip('/'))}(?=/|$|[\s:\"'])", lambda _: other.rstrip("/"), text)
