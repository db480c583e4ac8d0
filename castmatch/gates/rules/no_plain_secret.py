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
MASKED = re.compile(r"\*+|\$.*")  # a mask, or what a shell puts in later
SHORTEST = 8  # a shorter secret would be found in any text


def check(program: Program) -> Iterator[Violation]:
    """Every place where a secret can be read, named without its value."""
    known = _known(program)
    for container in program.containers:
        for place in SHOWN:
            for found in _exposed(place, container.raw.get(place), known):
                yield Violation.of(NAME, container, "its secrets in files only", found, _fix(found))


def _exposed(place: str, value: Any, known: frozenset[str]) -> Iterator[str]:
    """In words, what is secret in one of the places."""
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
    """The names of the variables that are secret, where a list tells."""
    if place != "envs" or not isinstance(value, list):
        return ""
    return " " + ", ".join(str(revealed(item)).partition("=")[0] for item in value if is_secret(item))


def _known(program: Program) -> frozenset[str]:
    """The passwords and keys that are secret anywhere in the program: also one that came here unmarked."""
    marked = (text for found in program.declared.resources.values() for text in secrets_in(_without_code(found)))
    return frozenset(core for text in marked for core in _cores(text) if len(core) >= SHORTEST)


def _without_code(resource: Resource) -> dict[str, Any]:
    """A dynamic resource's provider is a secret by its form, not by what is in it."""
    return {key: value for key, value in resource.raw.items() if key != "__provider"}


def _cores(text: str) -> list[str]:
    """What is secret in a text: of a URL its password; of a document nothing that could be told from the rest."""
    if "://" in text:
        return URL_PASSWORD.findall(text)
    return [] if re.search(r"\s", text) else [text]


def _fix(found: str) -> str:
    return "upload it as a file below /run/secrets, or name a file: …_FILE=/run/secrets/…" + (
        "; REDISCLI_AUTH or PGPASSWORD can read it there" if "healthcheck" in found else ""
    )
