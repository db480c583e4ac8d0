"""One fault on running stacks: caused, repaired by one `up`, and left to a guardian that nobody helps."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from castmatch.errors import UserError
from tests.e2e.stack import Result, Stack
from tests.incidents.faults import Fault
from tests.incidents.machine import MachineFault

ROLES = {"castmatch_reader": {"grants": [{"access": "read"}], "settings": {"statement_timeout": "5s"}}}
GIVE_UP = 30.0  # seconds that a guardian may take here; the budget is 5
AnyFault = Fault | MachineFault


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


def repair(stack: Stack, fault: AnyFault, up: Callable[[Stack], Result]) -> Repair:
    """One `up` of a stack on which the fault was caused."""
    result = up(stack)
    undo(stack, fault)
    return Repair(result.seconds if result.code == 0 else None, result.output)


def keep(stack: Stack, fault: AnyFault, up: Callable[[Stack], Result]) -> Kept:
    """Cause the fault on a guarded stack, and wait for what its guardian does about it.

    Args:
        up: repairs what the guardian must leave alone.

    Raises:
        UserError: the guardian is not done after 30 s.
    """
    wait(lambda: _is_calm(stack))
    known = report(stack)["counts"]["incidents"]
    cause(stack, fault)
    expected = fault.guardian if isinstance(fault, MachineFault) else None
    found = _told(stack, expected, up) if expected else _repaired(stack, fault, known)
    undo(stack, fault)
    return found


def cause(stack: Stack, fault: AnyFault) -> None:
    """Do what somebody did."""
    if isinstance(fault, MachineFault):
        fault.cause(stack)
        return
    if fault.inside:
        stack.sql(*fault.inside)
    if fault.server:
        stack.sql(*fault.server, database="postgres")


def undo(stack: Stack, fault: AnyFault) -> None:
    """Take away what no reconcile is to touch; the backend makes its tables when it starts."""
    if isinstance(fault, Fault) and fault.undo:
        stack.sql(*fault.undo)
    if isinstance(fault, MachineFault) or fault.loses_data:
        wait(lambda: stack.is_healthy("backend"))
        stack.container("backend").restart()


def report(stack: Stack) -> dict[str, Any]:
    """All that the guardian tells."""
    answer: dict[str, Any] = httpx.get(f"http://127.0.0.1:{5480 + stack.offset}/", trust_env=False).json()
    return answer


def wait(condition: Callable[[], bool]) -> None:
    """Until it holds; UserError when it does not within 30 s."""
    deadline = time.monotonic() + GIVE_UP
    while not condition():
        if time.monotonic() > deadline:
            raise UserError(f"the guardian to be done within {GIVE_UP:.0f} s", "it is not", "docker logs the guardian")
        time.sleep(0.05)


def _told(stack: Stack, expected: str, up: Callable[[Stack], Result]) -> Kept:
    wait(lambda: expected in str(report(stack)))
    named = next(text for text in _reasons(stack) if expected in text)
    up(stack)
    return Kept(None, named)


def _repaired(stack: Stack, fault: AnyFault, known: int) -> Kept:
    started = time.monotonic()
    wait(lambda: report(stack)["counts"]["incidents"] > known and _is_calm(stack))
    if isinstance(fault, MachineFault):  # the server's own start is not the guardian's time
        return Kept(max(incident["repair_seconds"] for incident in report(stack)["incidents"][known:]), "")
    return Kept(time.monotonic() - started, "")


def _reasons(stack: Stack) -> list[str]:
    found = report(stack)
    return [str(found["server"]["reason"]), *(f"{r['reason']}; next: {r['next_step']}" for r in found["roles"])]


def _is_calm(stack: Stack) -> bool:
    found = report(stack)
    return bool(found["server"]["reachable"]) and {r["state"] for r in found["roles"]} == {"reconciled"}
