"""The matrix as a document."""

import re
from dataclasses import dataclass
from statistics import median

from tests.incidents.heads import COMPOSE, PULUMI

BUDGET = 5.0  # seconds that the guardian may take
REPAIRED = "repaired"


@dataclass(frozen=True)
class Ending:
    """How a fault ends: whether one `up` repairs it, and what its guardian does, or the state that it names."""

    up: bool
    guardian: str


@dataclass(frozen=True)
class Row:
    """What was seen of one fault.

    Args:
        up_seconds: how long one `up` took in all; None when it failed.
        guardian_seconds: until everything was reconciled again; None where it is not the guardian's to repair.
        guardian_says: its words in that case.
        words: what a preview must say; empty under Compose, where there is none.
        named: whether it did.
        under_pulumi: how the same fault ends there; None in Pulumi's own matrix.
    """

    name: str
    up_seconds: float | None
    guardian_seconds: float | None
    guardian_says: str
    words: str = ""
    named: bool = True
    under_pulumi: Ending | None = None

    @property
    def ending(self) -> Ending:
        in_time = self.guardian_seconds is not None and self.guardian_seconds <= BUDGET
        return Ending(self.up_seconds is not None, REPAIRED if in_time else _state(self.guardian_says))

    @property
    def passed(self) -> bool:
        ends_alike = self.under_pulumi in (None, self.ending)
        return self.named and self.ending.up and bool(self.ending.guardian) and ends_alike

    def as_line(self) -> str:
        """One line of the table."""
        cells = [self.name, f"“{self.words}”" if self.named else "**no**"] if self.words else [self.name]
        up = "**no**" if self.up_seconds is None else f"yes, {self.up_seconds:.1f} s"
        guardian = f"says: {self.guardian_says}" if self.guardian_says else "**no**"
        if self.guardian_seconds is not None:
            guardian = f"{'yes' if self.guardian_seconds <= BUDGET else '**late**'}, {self.guardian_seconds:.1f} s"
        return f"| {' | '.join([*cells, up, guardian])} |"


def as_document(groups: dict[str, list[Row]]) -> str:
    """docs/incident-matrix.md, or docs/incident-matrix-compose.md where no row has a preview."""
    rows = [row for group in groups.values() for row in group]
    repaired = [row.guardian_seconds for row in rows if row.guardian_seconds is not None]
    has_preview = any(row.words for row in rows)
    parts = [
        (PULUMI if has_preview else COMPOSE).format(
            count=len(rows),
            repaired=len(repaired),
            median=median(repaired),
            slowest=max(repaired),
            up=median(row.up_seconds for row in rows if row.up_seconds is not None),
        )
    ]
    columns = ["fault", *(["preview says"] if has_preview else []), "one up repairs it", "the guardian repairs it"]
    for group, found in groups.items():
        parts.append(f"\n## {group}\n\n| {' | '.join(columns)} |\n|{' --- |' * len(columns)}\n")
        parts.append("".join(f"{row.as_line()}\n" for row in found))
    return "".join(parts)


def endings(document: str) -> dict[str, Ending]:
    """Fault to its ending, as a document of this module tells it."""
    rows = [line.strip("| ").split(" | ") for line in document.splitlines() if line.startswith("| ")]
    return {cells[0]: _ending(*cells[-2:]) for cells in rows if cells[0] not in ("fault", "---")}


def _ending(up: str, guardian: str) -> Ending:
    is_repaired = guardian.startswith("yes, ")
    return Ending(up.startswith("yes, "), REPAIRED if is_repaired else _state(guardian.removeprefix("says: ")))


def _state(says: str) -> str:
    """The state that the guardian names; behind it come this one case's details and the next command."""
    return re.split("[:;]", says)[0]
