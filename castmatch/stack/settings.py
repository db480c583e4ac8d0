"""The stack file of a throw-away stack: the real stack's settings, with ports of its own and without its secrets."""

import hashlib
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from castmatch.errors import UserError
from castmatch.stack.containers import PORTS
from castmatch.stack.file import NAMESPACE, read_stack_file

_STEP = 100
_TRIES = 200
_LAST = 32_767  # above it outgoing connections get their ports
_HIGHEST = 65_535


@dataclass(frozen=True)
class Settings:
    """What a stack file says: plain keys to values, and secret keys to what stands for their values."""

    plain: dict[str, Any]
    secret: dict[str, str]

    @property
    def offset(self) -> int:
        """The port offset; 0 where it is none: the program itself says what is wrong with it."""
        try:
            return int(self.plain.get(f"{NAMESPACE}portOffset", 0))
        except (TypeError, ValueError):
            return 0

    @property
    def ports(self) -> Iterator[int]:
        """The ports on the host that these settings lead to, but for what is none: the program itself says so."""
        own = self.plain.get(f"{NAMESPACE}ports")
        declared = own if isinstance(own, dict) else {}
        for name, default in PORTS.items():
            port = declared.get(name, default)
            if str(port).isdigit() and int(port) + self.offset <= _HIGHEST:
                yield int(port) + self.offset


def read_settings(file: Path, project: Path) -> Settings:
    """Read a stack file, a missing one too. `project` is where its relative checkouts count from.

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


def write_settings(settings: Settings, shift: int, file: Path, salt: str) -> None:
    """Write a stack file with every port moved by `shift`, and the line with Pulumi's salt. Secrets are not in it."""
    file.write_text(yaml.safe_dump({"config": shifted(settings, shift)}) + salt)


def shifted(settings: Settings, shift: int) -> dict[str, Any]:
    """The plain settings with every port moved by `shift`."""
    return {**settings.plain, f"{NAMESPACE}portOffset": str(settings.offset + shift)} if shift else settings.plain


def free_shift(all_settings: Iterable[Settings]) -> int:
    """A number by which all ports can be moved to free ones."""
    from castmatch.docker_engine.ports import is_free  # it loads the Docker SDK

    ports = {port for settings in all_settings for port in settings.ports} or {*PORTS.values()}
    last = _LAST if max(ports) + _STEP <= _LAST else _HIGHEST
    highest = (last - max(ports)) // _STEP
    lowest = max(1, (10_000 - min(ports)) // _STEP)
    for _ in range(_TRIES):
        shift = random.randint(min(lowest, highest), highest) * _STEP  # noqa: S311 - no secret, only seldom twice
        if shift > 0 and all(is_free(port + shift) for port in ports):
            return shift
    raise UserError("free ports for a throw-away stack", "none after many tries", "end what holds so many ports")


def _absolute(path: Any, project: Path) -> str:
    return str((project / Path(str(path)).expanduser()).resolve())


def _is_secret(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"secure"}


def _stand_in(value: Any) -> str:
    """The same for the same encrypted text, another for another: a preview needs no secret to see that one changed."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
