"""The closing table of a test run: `python -m tests.report results.xml …`."""

import re
import sys
from collections import Counter
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

OUTCOMES = ("passed", "failed", "skipped")


@dataclass(frozen=True)
class Case:
    """One test: its folder, the server's version, its outcome, its seconds, and why it was skipped."""

    group: str
    server: str
    outcome: str
    seconds: float
    reason: str


def read(path: str) -> list[Case]:
    """The cases of a JUnit file as pytest writes it."""
    return [_case(node) for node in Xml.parse(path).iter("testcase")]  # noqa: S314 - our own file


def table(cases: list[Case]) -> str:
    """Groups by outcome, servers by outcome, then each reason for a skip with its count, then one line of totals."""
    lines = [f"{'tests':<24}{'passed':>8}{'failed':>8}{'skipped':>8}{'seconds':>9}"]
    for group in sorted({case.group for case in cases}):
        lines.append(_line(group, [case for case in cases if case.group == group]))
    for server in sorted({case.server for case in cases} - {""}):
        lines.append(_line(f"of them on {server}", [case for case in cases if case.server == server]))
    skipped = Counter((case.group, case.reason) for case in cases if case.outcome == "skipped")
    lines += [f"skipped {count} of {group}: {reason}" for (group, reason), count in sorted(skipped.items())]
    totals = Counter(case.outcome for case in cases)
    return "\n".join([*lines, "", ", ".join(f"{totals[outcome]} {outcome}" for outcome in OUTCOMES)])


def _line(title: str, cases: list[Case]) -> str:
    counts = Counter(case.outcome for case in cases)
    numbers = "".join(f"{counts[outcome]:>8}" for outcome in OUTCOMES)
    return f"{title:<24}{numbers}{sum(case.seconds for case in cases):>9.1f}"


def _case(node: Xml.Element) -> Case:
    group = ".".join(node.get("classname", "").split(".")[1:3])
    server = re.search(r"\bpostgresql\d+\b", node.get("name", ""))
    skipped = node.find("skipped")
    failed = node.find("failure") is not None or node.find("error") is not None
    outcome = "failed" if failed else "skipped" if skipped is not None else "passed"
    reason = (skipped.get("message") or "no reason given") if skipped is not None else ""
    return Case(group, server[0] if server else "", outcome, float(node.get("time", 0)), reason)


if __name__ == "__main__":
    sys.stdout.write(table([case for path in sys.argv[1:] for case in read(path)]) + "\n")
