"""`make matrix`: every fault on real stacks, and a document from what was seen.

Two stacks: one without a guardian, which one `up` repairs, and one whose guardian nobody helps. Under Pulumi preview
must name each fault too (docs/incident-matrix.md). `--via compose` plays the same faults on stacks that Docker Compose
runs, where each must end as it does under Pulumi (docs/incident-matrix-compose.md).
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from castmatch.errors import UserError
from tests.base_images import image_settings
from tests.e2e.project import copy_project
from tests.e2e.stack import Result, Stack, new_stack
from tests.faults.catalogue import GROUPS
from tests.faults.fault import Fault
from tests.incidents.matrix import Ending, Row, as_document, endings
from tests.incidents.play import ROLES, cause, keep, repair

MATRICES = {"pulumi": Path("docs/incident-matrix.md"), "compose": Path("docs/incident-matrix-compose.md")}
Play = Callable[[Stack, Stack, Fault], Row]


def main() -> None:
    """Play the groups named on the command line, or all; only all of them make the document."""
    parser = argparse.ArgumentParser(prog="python -m tests.incidents")
    parser.add_argument("--via", choices=MATRICES, default=os.environ.get("VIA") or "pulumi")
    parser.add_argument("groups", nargs="*", help=", ".join(GROUPS))
    options = parser.parse_args()
    groups = {name: faults for name, faults in GROUPS.items() if name in (options.groups or GROUPS)}
    play = _under_compose(_under_pulumi()) if options.via == "compose" else _through_pulumi
    rows = _played(groups, play, Stack.compose_up if options.via == "compose" else Stack.up)
    if groups == GROUPS:
        MATRICES[options.via].write_text(as_document(rows))
    failed = [row.name for group in rows.values() for row in group if not row.passed]
    print(f"{sum(map(len, rows.values()))} faults; failed: {', '.join(failed) or 'none'}")
    sys.exit(1 if failed else 0)


def _played(groups: dict[str, tuple[Fault, ...]], play: Play, up: Callable[[Stack], Result]) -> dict[str, list[Row]]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "project").mkdir()
        project = copy_project(root / "project")
        settings = {**image_settings(), "roles": ROLES}
        alone = new_stack(root, project, {**settings, "guardian": {"mode": "none"}})
        guarded = new_stack(root, project, settings)
        try:
            for stack in (alone, guarded):
                up(stack)
            return {
                group: [_shown(play(alone, guarded, fault)) for fault in faults] for group, faults in groups.items()
            }
        finally:
            alone.remove()
            guarded.remove()


def _shown(row: Row) -> Row:
    print(row.as_line(), flush=True)
    return row


def _through_pulumi(alone: Stack, guarded: Stack, fault: Fault) -> Row:
    cause(alone, fault)
    preview = alone.preview()
    repaired = repair(alone, fault, lambda stack: stack.pulumi("up", "--yes", "--skip-preview", "--suppress-outputs"))
    kept = keep(guarded, fault, Stack.up)
    words = fault.on_stack or fault.words
    row = Row(fault.name, repaired.seconds, kept.seconds, kept.says, words, words in preview.output)
    if not row.passed:
        print(preview.output, repaired.output, sep="\n")
    return row


def _under_compose(under_pulumi: dict[str, Ending]) -> Play:
    def play(alone: Stack, guarded: Stack, fault: Fault) -> Row:
        cause(alone, fault)
        repaired = repair(alone, fault, lambda stack: stack.castmatch("up", "--via", "compose"))
        kept = keep(guarded, fault, Stack.compose_up)
        row = Row(fault.name, repaired.seconds, kept.seconds, kept.says, under_pulumi=under_pulumi[fault.name])
        if not row.passed:
            print(f"under Pulumi: {row.under_pulumi}; here: {row.ending}", repaired.output, sep="\n")
        return row

    return play


def _under_pulumi() -> dict[str, Ending]:
    """How each fault ends there; UserError where its matrix does not know one."""
    found = endings(MATRICES["pulumi"].read_text())
    if unknown := [fault.name for faults in GROUPS.values() for fault in faults if fault.name not in found]:
        raise UserError(f"every fault in {MATRICES['pulumi']}", f"none called {', '.join(unknown)}", "make matrix")
    return found


if __name__ == "__main__":
    main()
