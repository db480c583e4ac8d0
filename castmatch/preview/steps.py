"""The steps of `pulumi preview --json`: for each resource what was recorded, what is live, and what is declared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from castmatch.preview.difference import Secret
from castmatch.preview.model import Operation
from castmatch.stack.containers import ContainerName, ServiceName

Document = Mapping[str, Any]

_OPERATIONS = {
    "create": Operation.CREATE,
    "import": Operation.CREATE,
    "update": Operation.UPDATE,
    "replace": Operation.REPLACE,
    "create-replacement": Operation.REPLACE,
    "import-replacement": Operation.REPLACE,
    "delete": Operation.DELETE,
}
_CONTAINERS: frozenset[str] = frozenset((*get_args(ServiceName), "guardian"))


@dataclass(frozen=True)
class Step:
    """What would happen to one resource of a provider.

    Args:
        operation: None when it stays as it is. What only ends a replacement, or reads, is no operation.
        recorded: its inputs as the last `up` left them; nothing for one that is new.
        live: its inputs as found now.
        declared: its inputs as the program wants them; nothing for one to be deleted.
        detailed: Pulumi's own list of what differs, path to kind: "update-replace".
        state: all else that is known of it: parent, dependencies, propertyDependencies, retainOnDelete.
        outputs: what the provider read back of it.
        is_gone: it was there at the last `up`, and is not there any more.
    """

    urn: str
    kind: str
    operation: Operation | None
    recorded: dict[str, Any] = field(default_factory=dict, repr=False)
    live: dict[str, Any] = field(default_factory=dict, repr=False)
    declared: dict[str, Any] = field(default_factory=dict, repr=False)
    detailed: Mapping[str, str] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict, repr=False)
    outputs: Mapping[str, Any] = field(default_factory=dict, repr=False)
    is_gone: bool = False
    is_retained: bool = False  # as the last `up` left it: that is what decides over the old one

    @property
    def name(self) -> str:
        """Its logical name."""
        return name_in(self.urn)

    @property
    def service(self) -> ContainerName | None:
        """The service, or the guardian, that it belongs to."""
        return owner_of(self.name, self.state.get("parent", ""), self.declared or self.recorded)


def name_in(urn: str) -> str:
    """The logical name at the end of a URN."""
    return urn.rsplit("::", 1)[-1]


def owner_of(name: str, parent: str, inputs: Mapping[str, Any]) -> ContainerName | None:
    """The service of a resource: by its own name, by what it proves, by its component, or by its name's first part."""
    for candidate in (name, inputs.get("service"), name_in(parent), name.split("-")[0]):
        if isinstance(candidate, str) and candidate in _CONTAINERS:
            return candidate  # type: ignore[return-value]
    return None


def steps(document: Document) -> tuple[Step, ...]:
    """One step for each resource of a provider, in the order of the document."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for step in document.get("steps", []):
        if _is_real(step):
            found.setdefault(step["urn"], {}).setdefault(_phase(step["op"]), step)
    return tuple(_step(urn, phases) for urn, phases in found.items())


def _phase(op: str) -> str:
    return op if op == "refresh" else ("real" if op in _OPERATIONS else "other")


def _is_real(step: Mapping[str, Any]) -> bool:
    """Components and providers do nothing themselves."""
    states = [step[key] for key in ("newState", "oldState") if step.get(key)]
    return any(state.get("custom") and not state["type"].startswith("pulumi:") for state in states)


def _step(urn: str, found: Mapping[str, Mapping[str, Any]]) -> Step:
    refresh, real = found.get("refresh", {}), found.get("real", {})
    before: Mapping[str, Any] = refresh.get("oldState") or real.get("oldState") or {}
    now: Mapping[str, Any] = real.get("oldState") or before
    after: Mapping[str, Any] = (real.get("newState") or {}) if real else now
    operation = _OPERATIONS.get(real.get("op", ""))
    is_gone = operation is Operation.CREATE and bool(refresh)
    any_other: Mapping[str, Any] = next((step.get("newState") or {} for step in found.values()), {})
    state = {**any_other, **before, **after}
    return Step(
        urn=urn,
        kind=state["type"],
        operation=operation,
        recorded=_inputs(before),
        live={} if is_gone else _inputs(now),
        declared={} if operation is Operation.DELETE else _inputs(after),
        detailed=_detailed(real),
        state={key: value for key, value in state.items() if key not in ("inputs", "outputs")},
        outputs=_readable(now.get("outputs") or {}),
        is_gone=is_gone,
        is_retained=bool(before.get("retainOnDelete")),
    )


def _detailed(step: Mapping[str, Any]) -> dict[str, str]:
    """Path to kind of difference; a dynamic provider names only those that it replaces for."""
    kinds = {path: entry["kind"] for path, entry in (step.get("detailedDiff") or {}).items()}
    return kinds or dict.fromkeys(step.get("replaceReasons") or (), "update-replace")


def _inputs(state: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in _readable(state.get("inputs") or {}).items() if not key.startswith("__")}


def _readable(value: Any) -> Any:
    if value == "[secret]":
        return Secret()
    if isinstance(value, dict):
        return {key: _readable(inner) for key, inner in value.items()}
    return [_readable(inner) for inner in value] if isinstance(value, list) else value
