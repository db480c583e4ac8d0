"""Sentences for what is wrong with a resource now, and its inputs without what these sentences say."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from castmatch.preview.model import Operation
from castmatch.preview.steps import Document, Step
from castmatch.roles.model import Attributes
from castmatch.roles.sentences import option

_FLAGS = {found.name: found.name.replace("_", " ") for found in fields(Attributes) if found.type in (bool, "bool")}
_NOUNS = {"RemoteImage": "image", "PostgresRole": "role", "Ready": "the proof of"}


def findings(step: Step, document: Document) -> tuple[str, ...]:
    """Everything that is wrong with it; nothing for one that is only declared differently."""
    if step.is_gone:
        return (f"{_called(step)} is gone",)
    if step.operation is Operation.DELETE or not step.recorded:
        return ()
    kind = step.kind.rsplit(":", 1)[-1]
    found = {"Container": _of_container, "PostgresRole": _of_role, "Ready": _of_proof}.get(kind)
    return tuple(found(step, document)) if found else ()


def live_without_findings(step: Step) -> dict[str, Any]:
    """The live inputs without what a finding says better: a stopped container reads back without any port."""
    hidden = {key for key in ("ports", "mustRun") if step.kind.endswith(":Container") and _is_lost(step, key)}
    hidden |= {"state"} & step.recorded.keys()
    return {**step.live, **{key: step.recorded[key] for key in hidden}}


def _called(step: Step) -> str:
    noun = step.kind.rsplit(":", 1)[-1]
    inputs = step.recorded or step.declared
    return f"{_NOUNS.get(noun, noun.lower())} {inputs.get('role') or inputs.get('name') or step.name}"


def _is_lost(step: Step, key: str) -> bool:
    """Whether what was recorded for it reads back as nothing at all."""
    return bool(step.recorded.get(key)) and not step.live.get(key)


def _of_container(step: Step, _document: Document) -> Iterator[str]:
    if _is_lost(step, "mustRun"):
        yield "it is stopped"
    elif _is_lost(step, "ports"):
        yield "it publishes no port: it has lost its network, or was started by other means"


def _of_proof(step: Step, _document: Document) -> Iterator[str]:
    state = step.live.get("state")
    if state not in (None, step.recorded.get("state")):
        yield f"{step.live['service']} is not ready: {state}"


def _of_role(step: Step, document: Document) -> Iterator[str]:
    role = step.recorded["role"]
    live, *wanted = (inputs.get("access", {}) for inputs in (step.live, step.recorded, step.declared))
    # As declared now is no drift either: the last `up` may have recorded a fact in other words, or not at all.
    facts = [(key, text) for key, text in live.items() if text not in [access.get(key) for access in wanted]]
    yield from _unseen(role, document)
    yield from (facts and _warned_of(role, document)) or _in_words(role, facts)


def _unseen(role: str, document: Document) -> Iterator[str]:
    """The server is away, so that the role could not be inspected. Pulumi then plans an update without a difference."""
    for sentences in _warnings(document):
        if sentences[0].startswith(f"{role}: "):
            yield sentences[0]
            return


def _warned_of(role: str, document: Document) -> tuple[str, ...]:
    """The sentences in which the role's provider warned of what it found on the server."""
    for sentences in _warnings(document):
        if any(sentence.startswith((f"{role} ", f"role {role} ")) for sentence in sentences):
            return sentences
    return ()


def _warnings(document: Document) -> Iterator[tuple[str, ...]]:
    for diagnostic in document.get("diagnostics") or ():
        yield tuple(diagnostic["message"].strip().removeprefix("warning: ").split("; "))


def _in_words(role: str, facts: list[tuple[str, str]]) -> Iterator[str]:
    """The same from the plain facts, where Pulumi passed on no warning."""
    found = dict(facts)
    if "role" in found:
        yield f"role {role} is {found['role']}"
        return
    for attribute, key in _FLAGS.items():
        if text := found.pop(key, ""):
            yield f"{role} has {option(attribute, text == 'yes')}, not {option(attribute, text != 'yes')}"
    yield from (f"{role}: {key}: {text}" for key, text in found.items())


def public_inputs(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """A role's privileges as a person reads them: a kind that isn't listed means every privilege on it."""
    if "databases" not in inputs or "role" not in inputs:
        return dict(inputs)
    return {**inputs, "databases": [_with_all_kinds(found) for found in inputs["databases"]]}


def _with_all_kinds(database: Mapping[str, Any]) -> dict[str, Any]:
    kinds = ("database", "schema", "tables", "sequences", "functions")
    held = database.get("privileges", {})
    return {**database, "privileges": {kind: "ALL" if held.get(kind) is None else held[kind] for kind in kinds}}
