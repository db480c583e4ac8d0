"""What the guardian knows of each role, and what it remembers. None of it is ever a secret."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a role stands with its declaration, as far as the last look told."""

    RECONCILED = "reconciled"
    PENDING = "pending"  # wrong, and not repaired yet
    CANNOT_RECONCILE = "cannot reconcile"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"  # not looked at yet, or no server answers


@dataclass(frozen=True)
class RoleStatus:
    """One role now.

    Args:
        since: when it came into this state, in UTC.
        reason: why it is not reconciled; empty when it is.
        next_step: what a person can do about it.
        next_try_in: seconds until the guardian tries again by itself.
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
    RIGHT_AGAIN = "right again"  # somebody else was quicker
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Incident:
    """One time that a role was wrong, from first to last.

    Args:
        found: what was wrong, in words.
        done: what the guardian did, in words.
        noticed_at: when it was first seen, in UTC.
        wrong_seconds: from the last look that had not found it wrong until it was proven right: at most so long.
        repair_seconds: from the first sight until it was proven right.
        failures: tries that failed before.
    """

    role: str
    found: tuple[str, ...]
    done: tuple[str, ...]
    noticed_at: str
    wrong_seconds: float
    repair_seconds: float
    failures: int
    outcome: Outcome
