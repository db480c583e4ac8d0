"""A program to judge, the rules, their violations, and exemptions from them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from castmatch.declared.model import UNKNOWN, Declared, Resource, revealed

# What a rule needs to judge: one resource, or the whole stack.
Scope = Literal["resource", "stack"]


@dataclass(frozen=True)
class Program:
    """A program's declaration, and facts that a rule can't find in it.

    Args:
        host_folders: absolute folders of the machine that containers may mount, with all below them.
        local_images: references of images that are built on this machine and come from no registry.
        application_role: name of the PostgreSQL role that the application logs in as.
    """

    declared: Declared
    host_folders: tuple[str, ...] = ()
    local_images: frozenset[str] = frozenset()
    application_role: str | None = None

    @property
    def containers(self) -> list[Resource]:
        """Every Docker container, in the order of declaration."""
        return self.docker("Container")

    def docker(self, kind: str) -> list[Resource]:
        """Every resource of the Docker provider of this kind."""
        return [found for found in self.declared.of_kind(kind) if found.kind.startswith("docker:")]


@dataclass(frozen=True)
class Violation:
    """A resource that breaks a rule. `found` never holds a secret; `fix` is the edit that fixes it."""

    rule: str
    resource: str
    urn: str
    expected: str
    found: str
    fix: str

    @classmethod
    def of(cls, rule: str, resource: Resource, expected: str, found: str, fix: str) -> "Violation":
        """A violation by this resource."""
        return cls(rule, resource.name, resource.urn, expected, found, fix)


Check = Callable[[Program], Iterator[Violation]]


@dataclass(frozen=True)
class Rule:
    """A rule: its name, its promise in one sentence, and the check that yields every violation."""

    name: str
    promise: str
    scope: Scope
    check: Check


@dataclass(frozen=True)
class Exemption:
    """An exemption from one rule for one resource (`castmatch:exceptions`): the reason, and its last day."""

    rule: str
    resource: str
    reason: str
    until: date

    def covers(self, violation: Violation) -> bool:
        """Whether the exemption is for this rule and this resource."""
        return (self.rule, self.resource) == (violation.rule, violation.resource)

    def __str__(self) -> str:
        return f"{self.rule} does not hold for {self.resource} until {self.until}: {self.reason}"


def inputs(resource: Resource) -> dict[str, Any]:
    """A resource's inputs, with secrets revealed and values that are known only later as UNKNOWN."""
    found: dict[str, Any] = revealed(dict(resource.raw))
    return found


def entries(value: Any) -> list[dict[str, Any]]:
    """The entries of a list of objects, such as ports or volumes; none where the list is left out or unknown."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def is_unknown(*values: Any) -> bool:
    """Whether one of the values is known only after its source is created, so that it can't be judged yet."""
    return UNKNOWN in values
