"""Every setting of a stack with its value, where that comes from, and what it comes to. No secret is in it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, get_args

from castmatch.declared.model import MASK
from castmatch.plan.model import Setting
from castmatch.redact import without_passwords
from castmatch.stack.images import BaseName, base_image
from castmatch.stack.model import CONTAINERS, SECRET_KEYS, StackConfig
from castmatch.stack.sources import MANIFESTS

DEFAULT = "default"
_LEFT_OUT = (
    (re.compile(r"\bprivileges\.\w+$"), "all"),
    (re.compile(r"\.connectionLimit$"), "unlimited"),
    (re.compile(r"\.grants\[\d+\]\.database$"), "the application's"),
    (re.compile(r"\.grants\[\d+\]\.schemas$"), "all that are declared"),
)


def settings(config: StackConfig, file: str, secrets: Iterable[str]) -> tuple[Setting, ...]:
    """Every key in the order of the model, then the secret ones.

    Args:
        file: name of the stack file.
        secrets: keys that are set to a secret, without `castmatch:`.
    """
    known, encrypted = _resolved(config), frozenset(secrets)
    own = {key for key, _ in _flat(config.model_dump(by_alias=True, exclude_unset=True))}
    found = [
        _setting(key, value, file if key in own else DEFAULT, known)
        for key, value in _flat(config.model_dump(by_alias=True))
    ]
    hidden = [_secret(key, file if key in encrypted else "") for key in sorted(SECRET_KEYS | encrypted)]
    return (*found, *hidden)


def _setting(key: str, value: Any, source: str, known: Mapping[str, tuple[Any, str]]) -> Setting:
    resolved, made_of = known.get(key, (value if value is not None else _left_out(key), ""))
    return Setting(key, value, resolved, f"{source}, {made_of}" if made_of and resolved != value else source)


def _left_out(key: str) -> str | None:
    """What a setting without a value means, where that is not nothing."""
    return next((meaning for pattern, meaning in _LEFT_OUT if pattern.search(key)), None)


def _secret(key: str, file: str) -> Setting:
    return Setting(key, MASK, MASK, file) if file else Setting(key, None, None, DEFAULT)


def _resolved(config: StackConfig) -> dict[str, tuple[Any, str]]:
    """Key to what it comes to and of what, where that is not the value itself."""
    ports = {f"ports.{name}": (config.port(name), f"with portOffset {config.port_offset}") for name in CONTAINERS}
    images = {f"images.{name}": (base_image(config.images, name), "by images.source") for name in get_args(BaseName)}
    own = {f"sources.{app}": (f"services/{app}", "") for app in MANIFESTS if getattr(config.sources, app) is None}
    return {**ports, **images, **own}


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value with its path; an empty section is a value."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, tuple | list) and any(isinstance(inner, dict) for inner in value):
        for number, inner in enumerate(value):
            yield from _flat(inner, f"{path}[{number}]")
    else:
        yield path, _plain(value)


def _plain(value: Any) -> Any:
    """As JSON has it. The order in a set is another one in each run."""
    if isinstance(value, frozenset):
        return sorted(_plain(inner) for inner in value)
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return without_passwords(value) if isinstance(value, str) else value
