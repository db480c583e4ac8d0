"""One fault on running stacks: caused, repaired by one `up`, and left to a guardian that nobody helps."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.e2e.stack import Result, Stack
from tests.faults.fault import Data, Fault
from tests.waiting import eventually

ROLES = {"castmatch_reader": {"grants": [{"access": "read"}], "settings": {"statement_timeout": "5s"}}}
GIVE_UP = 30.0  # seconds that a guardian may take here; the budget is 5
LOOK = 0.05  # seconds between two looks at its report


@dataclass(frozen=True)
class Repair:
    """What one `up` made of a fault: what it printed, and the seconds that it took; None when it failed."""

    seconds: float | None
    output: str


@dataclass(frozen=True)
class Kept:
    """What a guardian made of a fault: seconds until all was reconciled, or its words where that is not its to do."""

    seconds: float | None
    says: str


def repair(stack: Stack, fault: Fault, up: Callable[[Stack], Result]) -> Repair:
    """One `up` of a stack on which the fault was caused."""
    result = up(stack)
    undo(stack, fault)
    return Repair(result.seconds if result.code == 0 else None, result.output)


def keep(stack: Stack, fault: Fault, up: Callable[[Stack], Result]) -> Kept:
    """Cause the fault on a guarded stack, and wait for what its guardian does about it.

    Args:
        up: repairs what the guardian must leave alone.

    Raises:
        AssertionError: the guardian is not done after 30 s.
    """
    eventually(lambda: _is_calm(stack), GIVE_UP, LOOK)
    known = report(stack)["counts"]["incidents"]
    cause(stack, fault)
    found = _named(stack, fault, up) if fault.guardian else _repaired(stack, fault, known)
    undo(stack, fault)
    return found


def cause(stack: Stack, fault: Fault) -> None:
    """Do what somebody did."""
    if fault.by_hand:
        fault.by_hand(stack)
    fault.cause(lambda statement, database: stack.sql(statement, database=database))


def undo(stack: Stack, fault: Fault) -> None:
    """Take away what no reconcile may touch; the backend makes its tables when it starts."""
    if fault.undo:
        stack.sql(*fault.undo)
    if fault.by_hand or fault.data is Data.LOST:
        eventually(lambda: stack.is_healthy("backend"), GIVE_UP)
        stack.container("backend").restart()


def report(stack: Stack) -> dict[str, Any]:
    """All that the guardian reports."""
    answer: dict[str, Any] = httpx.get(f"http://127.0.0.1:{5480 + stack.offset}/", trust_env=False).json()
    return answer


def _named(stack: Stack, fault: Fault, up: Callable[[Stack], Result]) -> Kept:
    named = eventually(lambda: next((text for text in _reasons(stack) if fault.guardian in text), ""), GIVE_UP, LOOK)
    up(stack)
    return Kept(None, named)


def _repaired(stack: Stack, fault: Fault, known: int) -> Kept:
    started = time.monotonic()
    eventually(lambda: report(stack)["counts"]["incidents"] > known and _is_calm(stack), GIVE_UP, LOOK)
    if fault.by_hand:  # the server's own start is not the guardian's time
        return Kept(max(incident["repair_seconds"] for incident in report(stack)["incidents"][known:]), "")
    return Kept(time.monotonic() - started, "")


def _reasons(stack: Stack) -> list[str]:
    found = report(stack)
    return [str(found["server"]["reason"]), *(f"{r['reason']}; next: {r['next_step']}" for r in found["roles"])]


def _is_calm(stack: Stack) -> bool:
    found = report(stack)
    return bool(found["server"]["reachable"]) and {r["state"] for r in found["roles"]} == {"reconciled"}
