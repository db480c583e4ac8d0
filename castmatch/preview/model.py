"""The report: what would happen to each resource and why, what could hurt, and what it costs."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from castmatch.stack.containers import ContainerName


class Operation(StrEnum):
    """What `pulumi up` would do to a resource. CHANGE: update or replace, which the quick mode can't know."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    CHANGE = "change"


class Cause(StrEnum):
    """Why a property is not as it will be.

    CHANGE: it is declared differently. DRIFT: it was altered behind Pulumi's back. CONSEQUENCE: it comes from
    a resource that is made or replaced, so its value is known only then.
    """

    CHANGE = "change"
    DRIFT = "drift"
    CONSEQUENCE = "consequence"


class Special(StrEnum):
    """Placeholders for values that can't be shown."""

    ABSENT = "(none)"
    UNKNOWN = "(known when up runs)"
    MASKED = "(secret)"
    MASKED_CHANGED = "(another secret)"


class Mode(StrEnum):
    """The head is compared with the running stack, with a base revision that was brought up, or with a recording."""

    RUNNING = "running"
    BASE = "base"
    QUICK = "quick"


@dataclass(frozen=True)
class Property:
    """One property that differs. `path` as in Pulumi: healthcheck.interval, ports[0].external."""

    path: str
    old: Any
    new: Any
    cause: Cause
    replaces: bool = False


@dataclass(frozen=True)
class ResourceChange:
    """One resource that would not stay as it is.

    Args:
        kind: its type, e.g. docker:index/container:Container.
        name: its logical name.
        service: the service, or the guardian, that it belongs to.
        findings: what is wrong with it now, in words: "castmatch_user may not SELECT on table public.talent".
        old: its inputs before, secrets masked; nothing for one to be created.
        new: its inputs after, secrets masked; nothing for one to be deleted.
    """

    urn: str
    kind: str
    name: str
    operation: Operation
    service: ContainerName | None = None
    properties: tuple[Property, ...] = ()
    findings: tuple[str, ...] = ()
    old: dict[str, Any] = field(default_factory=dict, repr=False)
    new: dict[str, Any] = field(default_factory=dict, repr=False)
    retained: bool = False  # what a delete leaves in place: the data volume

    @property
    def cause(self) -> Cause:
        """The strongest of its properties': a change before drift before a consequence."""
        causes = {found.cause for found in self.properties} or {Cause.DRIFT if self.findings else Cause.CHANGE}
        return next(cause for cause in (Cause.CHANGE, Cause.DRIFT, Cause.CONSEQUENCE) if cause in causes)

    @property
    def has_drift(self) -> bool:
        """Whether something of it was altered behind Pulumi's back, be it changed as well or not."""
        return bool(self.findings) or any(found.cause is Cause.DRIFT for found in self.properties)

    def is_a(self, kind: str) -> bool:
        """Whether its type ends so: "Container" is docker:index/container:Container."""
        return self.kind.endswith(f":{kind}")


@dataclass(frozen=True)
class Hazard:
    """Something that could hurt: of what, in one sentence, and what to do or to know."""

    resource: str
    text: str
    advice: str


@dataclass(frozen=True)
class Downtime:
    """How long a service is expected not to answer, in seconds, and why. None: unknown."""

    service: ContainerName
    seconds: float | None
    why: str


@dataclass(frozen=True)
class RoleSql:
    """The statements that a role's repair or change would run, in order, passwords masked."""

    role: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Edge:
    """`needs` is needed by `service`."""

    service: str
    needs: str


@dataclass(frozen=True)
class Report:
    """All that a preview found.

    Args:
        base: the revision or the running stack that the head is compared with, as a person names it.
        head: the revision, or the working tree.
        edges: which service needs which.
        exceptions: the exceptions to quality gates in force, one sentence each.
        limits: what this preview cannot know, one sentence each.
        refused: why the head can't be brought up at all: a wrong config or a quality gate; empty otherwise.
        seconds: how long the preview took.
    """

    mode: Mode
    stack: str
    base: str
    head: str
    changes: tuple[ResourceChange, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    sql: tuple[RoleSql, ...] = ()
    downtimes: tuple[Downtime, ...] = ()
    edges: tuple[Edge, ...] = ()
    exceptions: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    refused: str = ""
    unchanged: int = 0
    seconds: float = 0.0

    @property
    def has_drift(self) -> bool:
        """Whether something was altered behind Pulumi's back."""
        return any(change.has_drift for change in self.changes)
