"""`make matrix`: every fault on real stacks, and docs/incident-matrix.md from what was seen.

Two stacks: one without a guardian, where preview names the fault and `castmatch up` repairs it, and one whose
guardian nobody helps.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from castmatch.errors import UserError
from tests.base_images import image_settings
from tests.e2e.project import copy_project
from tests.e2e.stack import Stack, new_stack
from tests.incidents.faults import DATABASE, OBJECTS, OTHERS, ROLE, Fault
from tests.incidents.machine import MACHINE, MachineFault
from tests.incidents.matrix import Row, as_document
from tests.incidents.ways_in import WAYS_IN

ROLES = {"castmatch_reader": {"grants": [{"access": "read"}], "settings": {"statement_timeout": "5s"}}}
GIVE_UP = 30.0  # seconds that a guardian may take here; the budget is 5
GROUPS: dict[str, tuple[Fault | MachineFault, ...]] = {
    "The role": ROLE,
    "Its database and schema": DATABASE,
    "What is in it": OBJECTS,
    "Another role": OTHERS,
    "The ways in": WAYS_IN,
    "The server": MACHINE,
}


def main() -> None:
    """Play the groups named on the command line, or all; only all of them make the document."""
    groups = {name: faults for name, faults in GROUPS.items() if name in (sys.argv[1:] or GROUPS)}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "project").mkdir()
        project = copy_project(root / "project")
        settings = {**image_settings(), "roles": ROLES}
        alone = new_stack(root, project, {**settings, "guardian": {"mode": "none"}})
        guarded = new_stack(root, project, settings)
        try:
            for stack in (alone, guarded):
                stack.up()
            rows = {group: [_row(alone, guarded, fault) for fault in faults] for group, faults in groups.items()}
        finally:
            alone.remove()
            guarded.remove()
    if groups == GROUPS:
        Path("docs/incident-matrix.md").write_text(as_document(rows))
    failed = [row.name for group in rows.values() for row in group if not row.passed]
    print(f"{sum(map(len, rows.values()))} faults; failed: {', '.join(failed) or 'none'}")
    sys.exit(1 if failed else 0)


def _row(alone: Stack, guarded: Stack, fault: Fault | MachineFault) -> Row:
    _cause(alone, fault)
    preview = alone.preview()
    started = time.monotonic()
    up = alone.pulumi("up", "--yes", "--skip-preview", "--suppress-outputs")
    seconds = time.monotonic() - started
    guardian, named = _guarded(guarded, fault)
    for stack in (alone, guarded):
        _undo(stack, fault)
    words = fault.words if isinstance(fault, MachineFault) else fault.on_stack or fault.words
    up_seconds = seconds if up.code == 0 else None
    row = Row(fault.name, words, words in preview.output, up_seconds, guardian, named)
    print(row.as_line(), flush=True)
    if not row.passed:
        print(preview.output, up.output, sep="\n")
    return row


def _guarded(stack: Stack, fault: Fault | MachineFault) -> tuple[float | None, str]:
    """Seconds until the guardian has everything reconciled, or what it says where that is not its to do."""
    expected = fault.guardian if isinstance(fault, MachineFault) else None
    _wait(lambda: _is_calm(stack))
    known = _report(stack)["counts"]["incidents"]
    _cause(stack, fault)
    started = time.monotonic()
    if expected:
        _wait(lambda: expected in str(_report(stack)))
        named = next(text for text in _reasons(stack) if expected in text)
        stack.up()
        return None, named
    _wait(lambda: _report(stack)["counts"]["incidents"] > known and _is_calm(stack))
    if isinstance(fault, MachineFault):  # the server's own start is not the guardian's time
        return max(incident["repair_seconds"] for incident in _report(stack)["incidents"][known:]), ""
    return time.monotonic() - started, ""


def _cause(stack: Stack, fault: Fault | MachineFault) -> None:
    if isinstance(fault, MachineFault):
        fault.cause(stack)
        return
    if fault.inside:
        stack.sql(*fault.inside)
    if fault.server:
        stack.sql(*fault.server, database="postgres")


def _undo(stack: Stack, fault: Fault | MachineFault) -> None:
    if isinstance(fault, Fault) and fault.undo:
        stack.sql(*fault.undo)
    if isinstance(fault, MachineFault) or fault.loses_data:
        _wait(lambda: stack.is_healthy("backend"))
        stack.container("backend").restart()  # it makes its tables when it starts


def _report(stack: Stack) -> dict[str, Any]:
    answer: dict[str, Any] = httpx.get(f"http://127.0.0.1:{5480 + stack.offset}/", trust_env=False).json()
    return answer


def _reasons(stack: Stack) -> list[str]:
    report = _report(stack)
    return [str(report["server"]["reason"]), *(f"{r['reason']}; next: {r['next_step']}" for r in report["roles"])]


def _is_calm(stack: Stack) -> bool:
    report = _report(stack)
    return bool(report["server"]["reachable"]) and {r["state"] for r in report["roles"]} == {"reconciled"}


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + GIVE_UP
    while not condition():
        if time.monotonic() > deadline:
            raise UserError(f"the guardian to be done within {GIVE_UP:.0f} s", "it is not", "docker logs the guardian")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
