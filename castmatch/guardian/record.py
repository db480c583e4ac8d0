"""The state of each role, and past incidents. Neither ever holds a secret."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a role compares with its declaration, as of the last observation."""

    RECONCILED = "reconciled"
    PENDING = "pending"  # wrong, and not repaired yet
    CANNOT_RECONCILE = "cannot reconcile"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"  # not observed yet, or no server answers


@dataclass(frozen=True)
class RoleStatus:
    """One role now.

    Args:
        since: when it entered this state, in UTC.
        reason: why it is not reconciled; empty when it is.
        next_step: what a person can do about it.
        next_try_in: seconds until the guardian's next try.
    """

    role: str
    state: State
    since: str
    reason: str = ""
    sqlstate: str | None = None
    next_step: str = ""
    next_try_in: float | None = None


class Outcome(StrEnum):
    """How an incident ended."""

    REPAIRED = "repaired"
    RIGHT_AGAIN = "right again"  # somebody else repaired it first
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Incident:
    """One time that a role differed from its declaration.

    Args:
        found: each difference, as a sentence.
        done: each change by the guardian, as a sentence.
        noticed_at: when the guardian first saw it, in UTC.
        wrong_seconds: from the last good observation until a login proved the role: an upper bound.
        repair_seconds: from the first bad observation until then.
        failures: failed tries before.
    """

    role: str
    found: tuple[str, ...]
    done: tuple[str, ...]
    noticed_at: str
    wrong_seconds: float
    repair_seconds: float
    failures: int
    outcome: Outcome
