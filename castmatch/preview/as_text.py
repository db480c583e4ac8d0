"""The report for a terminal: aligned, and complete without colour."""

import io
import re
import textwrap
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from castmatch.preview.model import Cause, Mode, Property, Report, ResourceChange, RoleSql, Special
from castmatch.preview.naming import (
    QUICK,
    derived_changes,
    happens,
    is_known_after_up,
    name,
    noun,
    primary_changes,
    tag,
    unexplained,
)
from castmatch.preview.values import pair, statement
from castmatch.preview.verdict import duration, verdict
from castmatch.text import counted, one_line

WIDTH = 120  # characters a line, unless the caller knows better
_LONGEST = 80  # characters of a value
_NARROW = 40  # characters of each column but the last
_INDENT = "  "
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(s|min)\b)")


def as_text(report: Report, width: int | None = None) -> str:
    """The whole report with line ends, nothing in it that a terminal or a CI log takes for a command.

    Args:
        width: characters a line; None: 120.
    """
    width = width or WIDTH
    blocks = (block for block in _blocks(report, width) if block)
    return "\n\n".join(_harmless(block) for block in blocks) + "\n"


def _blocks(report: Report, width: int) -> Iterator[str]:
    yield _headline(report, width)
    if report.refused:
        yield "\n".join(_INDENT + one_line(line) for line in report.refused.splitlines())
    yield _hazards(report, width)
    yield _changes(report, width)
    yield from (_sql(sql) for sql in report.sql)
    yield _downtimes(report, width)
    yield _sentences("limits of this preview", report.limits, width)
    yield _sentences("exceptions in force", report.exceptions, width)


def _headline(report: Report, width: int) -> str:
    time = f"({report.seconds:.1f} s)"
    subject = f"CastMatch, stack {one_line(report.stack)}: {verdict(report)}"
    base, head = one_line(report.base), one_line(report.head)
    if not report.changes and not report.refused:
        alike = "as declared" if report.mode is Mode.RUNNING else f"as in {base}"
        lines = [f"{subject}; {_stay(report.unchanged)} {alike} {time}"]
    else:
        stay = f"; {_stay(report.unchanged)} as they are" if report.unchanged else ""
        lines = [subject, f"{base} → {head}{stay} {time}"]
    lines += [f"quick: {QUICK}"] if report.mode is Mode.QUICK else []
    return "\n".join(_wrapped(line, width) for line in lines)


def _wrapped(line: str, width: int) -> str:
    """The line in lines of that width; a number and its unit stay together."""
    held = _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", line)
    return textwrap.fill(held, width, subsequent_indent=_INDENT).replace("\N{NO-BREAK SPACE}", " ")


def _stay(unchanged: int) -> str:
    return f"{counted(unchanged, 'resource')} {'is' if unchanged == 1 else 'are'}"


def _hazards(report: Report, width: int) -> str:
    rows = [row for h in report.hazards for row in ((one_line(h.resource), one_line(h.text)), ("", one_line(h.advice)))]
    return _titled("what could hurt", _table([("", " "), *(row for row in rows if any(row))], width))


def _changes(report: Report, width: int) -> str:
    lines = [line for change in (*primary_changes(report), *derived_changes(report)) for line in _lines(change)]
    head = ("resource", "what happens", "cause", "why")
    if report.mode is not Mode.RUNNING:  # no drift can be seen, so the cause says nothing
        return _table([row[:2] + row[3:] for row in (head, *lines)], width) if lines else ""
    return _table([head, *lines], width) if lines else ""


def _lines(change: ResourceChange) -> Iterator[tuple[str, ...]]:
    """One line a reason; only the first names the resource."""
    first = (f"{noun(change)} {name(change)}", happens(change))
    for reason in list(_reasons(change)) or [("", unexplained(change))]:
        yield (*first, *reason)
        first = ("", "")


def _reasons(change: ResourceChange) -> Iterator[tuple[str, str]]:
    yield from ((tag(Cause.DRIFT), one_line(finding)) for finding in change.findings)
    yield from ((tag(found.cause), _reason(found)) for found in change.properties if not is_known_after_up(found))
    awaited = [one_line(found.path) for found in change.properties if is_known_after_up(found)]
    if awaited:
        yield tag(Cause.CONSEQUENCE), f"known when up runs: {', '.join(awaited)}"


def _reason(found: Property) -> str:
    old, new = pair(found.old, found.new, _LONGEST)
    values = new if found.old is Special.ABSENT else f"{old} → {new}"
    return f"{one_line(found.path)}: {values}{' (replaces)' if found.replaces else ''}"


def _sql(sql: RoleSql) -> str:
    statements = (statement(text) for text in sql.statements)
    return _titled(f"SQL for role {one_line(sql.role)}", textwrap.indent("\n".join(statements), _INDENT))


def _downtimes(report: Report, width: int) -> str:
    rows = [(found.service, duration(found.seconds), one_line(found.why)) for found in report.downtimes]
    return _titled("expected downtime", _table([("service", "away", "why"), *rows], width))


def _sentences(title: str, sentences: Iterable[str], width: int) -> str:
    return _titled(title, _table([("",), *((f"- {one_line(sentence)}",) for sentence in sentences)], width))


def _titled(title: str, body: str) -> str:
    return f"{title}\n{body}" if body else ""


def _table(rows: list[tuple[str, ...]], width: int) -> str:
    """The rows below a head, in columns, without a frame; empty when there is only the head."""
    if len(rows) < 2:
        return ""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=bool(rows[0][0]))
    for title in rows[0]:
        table.add_column(title, overflow="fold", max_width=None if title == rows[0][-1] else _NARROW)
    for row in rows[1:]:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(file=io.StringIO(), width=max(width - len(_INDENT), 20), color_system=None, force_terminal=False)
    with console.capture() as printed:
        console.print(table)
    return textwrap.indent("\n".join(line.rstrip() for line in printed.get().splitlines()), _INDENT)


def _harmless(block: str) -> str:
    """GitHub's runner obeys lines that begin with :: and lines that hold ##[; values come from a pull request."""
    return re.sub(r"(?m)^(\s*)::", r"\1\\::", block.replace("##[", "# #["))
