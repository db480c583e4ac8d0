"""The matrix as a document."""

from dataclasses import dataclass
from statistics import median

BUDGET = 5.0  # seconds that the guardian may take


@dataclass(frozen=True)
class Row:
    """What was seen of one fault.

    Args:
        up_seconds: how long `pulumi up` took in all; None when it failed.
        guardian_seconds: until everything was reconciled again; None where it is not the guardian's to repair.
        guardian_says: its words in that case.
    """

    name: str
    words: str
    named: bool
    up_seconds: float | None
    guardian_seconds: float | None
    guardian_says: str

    @property
    def passed(self) -> bool:
        in_time = self.guardian_seconds is not None and self.guardian_seconds <= BUDGET
        return self.named and self.up_seconds is not None and (in_time or bool(self.guardian_says))

    def as_line(self) -> str:
        """One line of the table."""
        named = f"“{self.words}”" if self.named else "**no**"
        up = "**no**" if self.up_seconds is None else f"yes, {self.up_seconds:.1f} s"
        guardian = f"says: {self.guardian_says}" if self.guardian_says else "**no**"
        if self.guardian_seconds is not None:
            guardian = f"{'yes' if self.guardian_seconds <= BUDGET else '**late**'}, {self.guardian_seconds:.1f} s"
        return f"| {self.name} | {named} | {up} | {guardian} |"


def as_document(groups: dict[str, list[Row]]) -> str:
    """docs/incident-matrix.md."""
    rows = [row for group in groups.values() for row in group]
    repaired = [row.guardian_seconds for row in rows if row.guardian_seconds is not None]
    parts = [
        _HEAD.format(
            count=len(rows),
            repaired=len(repaired),
            median=median(repaired),
            slowest=max(repaired),
            up=median(row.up_seconds for row in rows if row.up_seconds is not None),
        )
    ]
    for group, found in groups.items():
        parts.append(f"\n## {group}\n\n| fault | preview says | one up repairs it | the guardian repairs it |\n")
        parts.append("| --- | --- | --- | --- |\n" + "".join(f"{row.as_line()}\n" for row in found))
    return "".join(parts)


_HEAD = """\
# The incident matrix

Everything that we know can happen to a role, its database and its server. Written by `make matrix`, which causes each
fault on real stacks: one without a guardian, where `pulumi preview` must name it and one `pulumi up` must repair it,
and one whose guardian nobody helps. “yes, 0.9 s” is the time from the fault until all roles were proven right again;
an `up` takes most of its seconds for everything else that it looks at.

{count} faults. The guardian repaired {repaired} of them, median {median:.1f} s, slowest {slowest:.1f} s (it looks every
second; budget 5 s). One `pulumi up` repaired each, median {up:.1f} s. Where the guardian must not repair, its own words
and the next command stand instead.

Each row that a statement can cause is also a test, on PostgreSQL alone
([tests/integration/guardian](../tests/integration/guardian/test_incident_matrix.py),
[test_guardian_ways_in.py](../tests/integration/guardian/test_guardian_ways_in.py)); the others are in
[tests/e2e](../tests/e2e). The faults themselves: [tests/incidents](../tests/incidents/faults.py).
"""
