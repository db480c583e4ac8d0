"""A declared resource, and all of them with what needs what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from castmatch.declared.walk import reachable

SIGNATURE = "4dabf18193072939515e22adb298388d"  # how Pulumi marks special values (pulumi/runtime/rpc.py)
SECRET = {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270"}
MASK = "secret"


@dataclass(frozen=True)
class Resource:
    """One resource as the program asks Pulumi for it.

    Args:
        kind: its type, e.g. docker:index/container:Container.
        parent: URN of the component or stack that it belongs to.
        raw: its inputs; a secret one is still marked as one, and readable.
        dependencies: URNs of what it waits for, named or by a value.
        options: the rest of the request: retainOnDelete, protect, ignoreChanges, propertyDependencies …
    """

    urn: str
    kind: str
    name: str
    parent: str
    raw: Mapping[str, Any] = field(repr=False)
    dependencies: frozenset[str] = frozenset()
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def inputs(self) -> Any:
        """The inputs with every secret replaced by the one word "secret"."""
        return public(self.raw)

    @property
    def short_kind(self) -> str:
        """The last word of its type: Container."""
        return self.kind.rpartition(":")[2]

    def is_a(self, kind: str) -> bool:
        """Whether its type ends so: "Container" is docker:index/container:Container."""
        return self.kind.endswith(f":{kind}")


@dataclass
class Declared:
    """Everything that a program declared, by URN in the order of registration, and what it exported."""

    resources: dict[str, Resource] = field(default_factory=dict)
    exports: dict[str, Any] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Resource]:
        """All resources whose type ends so, in the order of their registration."""
        return [resource for resource in self.resources.values() if resource.is_a(kind)]

    def one(self, kind: str, name: str) -> Resource:
        """The one resource of this type and name."""
        (found,) = [resource for resource in self.of_kind(kind) if resource.name == name]
        return found

    def depends_on(self, urn: str) -> frozenset[str]:
        """URNs one step away: what a resource depends on, and the component that it belongs to."""
        found = self.resources.get(urn)
        return frozenset({found.parent, *found.dependencies} - {""}) if found else frozenset()

    def needs(self, resource: Resource) -> frozenset[str]:
        """Everything that must exist before this resource: its dependencies, its parents, theirs, and so on.

        A component's own dependencies are not repeated in its children, so the way up counts as well.
        """
        return frozenset(reachable(self.depends_on(resource.urn), self.depends_on))


def is_secret(value: Any) -> bool:
    """Whether a raw value is marked as a secret."""
    return isinstance(value, dict) and value.items() >= SECRET.items()


def public(value: Any) -> Any:
    """A value as anybody may see it: each secret in it is the word "secret"."""
    if is_secret(value):
        return MASK
    if isinstance(value, dict):
        return {key: public(inner) for key, inner in value.items()}
    return [public(inner) for inner in value] if isinstance(value, list) else value


def texts(value: Any) -> Iterator[str]:
    """Every text in a value, at any depth."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inner)


def revealed(value: Any) -> Any:
    """A value with its secrets in plain, for code that must judge them. Never to be shown."""
    if is_secret(value):
        return revealed(value.get("value"))
    if isinstance(value, dict):
        return {key: revealed(inner) for key, inner in value.items()}
    return [revealed(inner) for inner in value] if isinstance(value, list) else value


def secrets_in(value: Any) -> Iterator[str]:
    """Every text that is secret in a raw value, at any depth."""
    if is_secret(value):
        yield from texts(revealed(value))
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from secrets_in(inner)
