"""A preview made in a throw-away stack, told in the terms of the stack that it stands for.

The throw-away stack has another name, every port on the host shifted by one number, and another folder. Ports inside
containers are the same in both.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from castmatch.declared.model import Declared
from castmatch.preview.model import Property, ResourceChange, Special

_HOST_PORT = re.compile(r'(127\.0\.0\.1(?::|", port ))(\d+)')
_PORT_KEYS = frozenset({"external", "port"})  # of a container's ports, and of a role's server
# What runs inside a container, and there means that container itself by 127.0.0.1.
_INSIDE = frozenset({"healthcheck", "tests", "command", "entrypoint", "envs", "uploads"})


@dataclass(frozen=True)
class Terms:
    """How one stack's values read as another's.

    Args:
        stack: the stack that is meant.
        throwaway_stack: the one that was previewed.
        port_shift: what was added to each port on the host.
        folder: the project's folder, as it is meant.
        throwaway_folder: the one that was previewed.
    """

    stack: str
    throwaway_stack: str
    port_shift: int
    folder: str
    throwaway_folder: str

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
        named = self._named(_under(text, self.throwaway_folder, self.folder))
        if around & _INSIDE:
            return named
        return _HOST_PORT.sub(lambda found: f"{found[1]}{self._port(int(found[2]))}", named)

    def _named(self, text: str) -> str:
        name = re.escape(self.throwaway_stack)
        if re.fullmatch(f"(STACK=)?{name}", text):
            return text.replace(self.throwaway_stack, self.stack)
        return re.sub(rf"(castmatch-|urn:pulumi:){name}(?![A-Za-z0-9_])", lambda found: found[1] + self.stack, text)

    def _port(self, port: Any) -> Any:
        """A port that isn't shifted is nobody's of ours."""
        return port - self.port_shift if port > self.port_shift else port


def translated(changes: Iterable[ResourceChange], terms: Terms) -> tuple[ResourceChange, ...]:
    """Changes of the throw-away stack as changes of the stack that is meant."""
    return tuple(
        replace(
            change,
            urn=terms.of(change.urn),
            properties=tuple(_property(found, terms) for found in change.properties),
            findings=tuple(terms.of(finding) for finding in change.findings),
            old=terms.of(change.old),
            new=terms.of(change.new),
        )
        for change in changes
    )


def translated_declared(declared: Declared, terms: Terms) -> Declared:
    """A recording of another checkout as if it had been made in the folder, and for the stack, that is meant."""
    resources = {
        terms.of(urn): replace(
            found,
            urn=terms.of(urn),
            parent=terms.of(found.parent),
            raw=terms.of(dict(found.raw)),
            dependencies=frozenset(map(terms.of, found.dependencies)),
            options=terms.of(dict(found.options)),
        )
        for urn, found in declared.resources.items()
    }
    return Declared(resources, terms.of(declared.exports))


def _property(found: Property, terms: Terms) -> Property:
    path = terms.of(found.path)
    return replace(found, path=path, old=terms.of(found.old, path), new=terms.of(found.new, path))


def _under(text: str, folder: str, other: str) -> str:
    return re.sub(rf"{re.escape(folder.rstrip('/'))}(?=/|$|[\s:\"'])", lambda _: other.rstrip("/"), text)
