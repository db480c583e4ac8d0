"""Two trees of inputs, property by property, under paths like Pulumi's: healthcheck.interval, ports[0].external.

Items of a list that have names are compared by name: envs.STACK, uploads[/run/secrets/DATABASE_URL].content.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from castmatch.declared.model import texts
from castmatch.preview.model import Special
from castmatch.pulumi_values import UNKNOWN

_IDENTITIES = ("file", "containerPath", "database", "name")
_NUMBERED = re.compile(r"(\w+)\[\d+\]")
_LONG_ID = re.compile(r"\b(sha256:)?([0-9a-f]{12})[0-9a-f]{52}\b")


@dataclass(frozen=True)
class Secret:
    """A value that is not to be shown; equal to another one if their digests are. "": only Pulumi knows it."""

    digest: str = field(default="", repr=False)


@dataclass(frozen=True)
class Difference:
    """One property that is not the same in both trees; Special.ABSENT where one has none."""

    path: str
    old: Any
    new: Any


def differences(old: Any, new: Any, path: str = "") -> Iterator[Difference]:
    """Every difference, as deep down as both sides have something. Pulumi's own keys (__defaults) don't count."""
    if old == new:
        return
    before, after = _children(old), _children(new)
    if before is None or after is None or isinstance(old, Mapping) != isinstance(new, Mapping):
        yield Difference(path.lstrip("."), old, new)
        return
    for key in [*before, *(key for key in after if key not in before)]:
        yield from differences(before.get(key, Special.ABSENT), after.get(key, Special.ABSENT), path + key)


def overlap(path: str, other: str) -> bool:
    """Whether two paths are about the same: equal, or one inside the other."""
    shorter, longer = sorted((path, other), key=len)
    if longer == shorter or (longer.startswith(shorter) and longer[len(shorter)] in ".["):
        return True
    return _is_of_list(path, other) or _is_of_list(other, path)


def _is_of_list(numbered: str, named: str) -> bool:
    """Whether one is an item that Pulumi counts, and the other one of the same list under its name: envs[1], envs.X."""
    found = _NUMBERED.match(numbered)
    return bool(found and re.match(rf"{re.escape(found[1])}(\.|\[(?!\d+\]))", named))


def is_unknown(value: Any) -> bool:
    """Whether a value, or a part of it, will be known only when `up` runs."""
    return any(UNKNOWN in text for text in texts(value))


def holds_secret(value: Any) -> bool:
    """Whether there is a secret in it at any depth."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return isinstance(value, Secret) or any(map(holds_secret, inner))


def shown(value: Any) -> Any:
    """A value as a report may have it: without secrets and Pulumi's own keys, ids as short as Docker shows them."""
    if isinstance(value, Secret):
        return Special.MASKED
    if isinstance(value, Mapping):
        return {key: shown(inner) for key, inner in value.items() if not key.startswith("__")}
    if isinstance(value, list):
        return [shown(inner) for inner in value]
    if is_unknown(value):
        return Special.UNKNOWN
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and not isinstance(value, Special):
        return _LONG_ID.sub(r"\1\2", value)
    return value


def _children(value: Any) -> dict[str, Any] | None:
    """What is below a value, by the part of the path that leads there; None for what is compared as a whole."""
    if isinstance(value, Mapping):
        return {f".{key}": value[key] for key in sorted(value) if not key.startswith("__")}
    if not isinstance(value, list):
        return None
    if all(isinstance(item, str) and "=" in item for item in value):
        return {f".{name}": text for name, _, text in (item.partition("=") for item in value)}
    if all(isinstance(item, Mapping) for item in value):
        return dict(zip(_labels(value), value, strict=True))
    return None


def _labels(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """By name where every one has a name of its own and is more than a name; else by number."""
    for key in _IDENTITIES:
        names = [item.get(key) for item in items]
        are_distinct = all(names) and all(isinstance(name, str) and not is_unknown(name) for name in names)
        if are_distinct and len(set(names)) == len(names) and (key != "name" or all("value" in item for item in items)):
            return [f"[{name}]" for name in names]
    return [f"[{number}]" for number in range(len(items))]
