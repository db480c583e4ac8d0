"""No secret stands in plain environment, command, label or health check of a container.

Why: `docker inspect` shows all four to everyone who may talk to Docker, the process list shows commands, and crash
reports send environments away. A secret is uploaded as a file below /run/secrets.
"""

import re
from collections.abc import Iterator
from typing import Any

from castmatch.declared.model import Resource, is_secret, revealed, secrets_in, texts
from castmatch.gates.model import Program, Violation

NAME = "no-plain-secret"
SCOPE = "resource"
SHOWN = ("envs", "command", "entrypoints", "labels", "healthcheck")
SECRET_NAME = re.compile(
    r"(PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|CREDENTIALS?|(^|_)(API)?KEY|(^|_)PWD)$", re.IGNORECASE
)
URL_PASSWORD = re.compile(r"://[^\s:/@]*:([^\s/@]+)@")
MASKED = re.compile(r"\*+|\$.*")  # a mask, or a shell's variable
SHORTEST = 8  # a shorter secret would be found in any text


def check(program: Program) -> Iterator[Violation]:
    """Every place where a secret can be read, named without its value."""
    known = _known(program)
    for container in program.containers:
        for place in SHOWN:
            for found in _exposed(place, container.raw.get(place), known):
                yield Violation.of(NAME, container, "its secrets in files only", found, _fix(found))


def _exposed(place: str, value: Any, known: frozenset[str]) -> Iterator[str]:
    """The secrets in one of the places, in words."""
    if is_secret(value) or any(secrets_in(value)):
        yield f"a secret value in {place}{_names(place, value)}"
        return
    for text in texts(value):
        name, _, content = text.partition("=") if place == "envs" else ("", "", text)
        where = f"{place} {name}".rstrip()
        if any(secret in content for secret in known):
            yield f"the value of a secret in {where}"
        elif any(not MASKED.fullmatch(password) for password in URL_PASSWORD.findall(content)):
            yield f"a URL with its password in {where}"
        elif SECRET_NAME.search(name) and content and not content.startswith("/"):
            yield f"a value in {where}"


def _names(place: str, value: Any) -> str:
    """The names of the secret variables, where the value is a list."""
    if place != "envs" or not isinstance(value, list):
        return ""
    return " " + ", ".join(str(revealed(item)).partition("=")[0] for item in value if is_secret(item))


def _known(program: Program) -> frozenset[str]:
    """All passwords and keys that are marked as secret anywhere in the program, to find them unmarked too."""
    marked = (text for found in program.declared.resources.values() for text in secrets_in(_without_code(found)))
    return frozenset(core for text in marked for core in _cores(text) if len(core) >= SHORTEST)


def _without_code(resource: Resource) -> dict[str, Any]:
    """The inputs without a dynamic resource's provider, which Pulumi marks as secret although it is code."""
    return {key: value for key, value in resource.raw.items() if key != "__provider"}


def _cores(text: str) -> list[str]:
    """The secret part of a text: the password of a URL; nothing of a document, where it can't be found."""
    if "://" in text:
        return URL_PASSWORD.findall(text)
    return [] if re.search(r"\s", text) else [text]


def _fix(found: str) -> str:
    return "upload it as a file below /run/secrets, or name a file: …_FILE=/run/secrets/…" + (
        "; REDISCLI_AUTH or PGPASSWORD can read it there" if "healthcheck" in found else ""
    )
