"""The report as a comment on a pull request, in GitHub's Markdown."""

from collections.abc import Iterable, Iterator

from castmatch.preview.graph import mermaid
from castmatch.preview.markdown_escape import code, fence, marker, plain, stack_name
from castmatch.preview.model import Cause, Mode, Operation, Property, Report, ResourceChange, RoleSql, Special
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
from castmatch.preview.sections import Section, fitted
from castmatch.preview.values import is_comment, pair, statement
from castmatch.preview.verdict import duration, verdict
from castmatch.text import counted, middle_cut, one_line

SMALLEST = 1000  # characters that what is never cut needs
_ROWS = 100  # of a section in the comment; of what could hurt and of a refusal all
_VALUE = 60  # characters of a value in the comment
_LINE = 300  # characters of a sentence or of a refusal's line in the comment
_REVISION = 40
_WRITTEN = 100  # characters of a revision in Markdown
_REASONS = 12  # of one resource, in the comment


def as_markdown(report: Report, limit: int = 65_000, full: bool = False) -> str:
    """The report, beginning with a hidden line by which the comment is found again.

    Args:
        limit: characters, at least 1000 (ValueError); GitHub takes 65,536 in a comment, 1 MiB in a job summary.
        full: for the job summary: every value, reason and row in full.
    """
    if limit < SMALLEST:
        raise ValueError(f"a limit of at least {SMALLEST} characters, not {limit}")
    elsewhere = "the JSON report has everything" if full else "the full report is in the job summary"
    return fitted(_opening(report), list(_Sections(report, full)), _closing(report), limit, elsewhere)


def _opening(report: Report) -> str:
    line = verdict(report)
    base, head = _revision(report.base), _revision(report.head)
    stay = f" · {counted(report.unchanged, 'resource')} unchanged" if report.unchanged else ""
    note = f"\n\n> [!NOTE]\n> Quick mode: {QUICK}" if report.mode is Mode.QUICK else ""
    return f"{marker(report.stack)}\n### {line[0].upper()}{line[1:]}\n\n{base} → {head}{stay}{note}"


def _closing(report: Report) -> str:
    return f"<sub>CastMatch preview of stack {stack_name(report.stack)} in {report.seconds:.1f} s</sub>"


def _revision(text: str) -> str:
    """A revision's name; one that escaping makes long is shortened more, so that the opening always fits."""
    written = code(middle_cut(one_line(text), _REVISION))
    return written if len(written) <= _WRITTEN else code(middle_cut(one_line(text), _REVISION // 4))


class _Sections:
    """All sections of a report in the order of reading."""

    def __init__(self, report: Report, full: bool) -> None:
        self._report = report
        self._rows = None if full else _ROWS
        self._value = None if full else _VALUE
        self._line = None if full else _LINE
        self._reasons = None if full else _REASONS

    def __iter__(self) -> Iterator[Section]:
        report = self._report
        yield self._refused()
        yield self._hazards()
        yield self._table("the changes", 8, "", primary_changes(report))
        derived = derived_changes(report)
        summary = f"{counted(len(derived), 'resource')} replaced or checked again because of these"
        yield self._table("what follows", 2, summary, derived)
        yield self._sql()
        yield self._graph()
        yield self._downtimes()
        yield self._sentences("Limits of this preview", 3, report.limits)
        yield self._sentences("Exceptions in force", 4, report.exceptions)

    def _refused(self) -> Section:
        lines = tuple(self._cut(one_line(line)) for line in self._report.refused.splitlines())
        start, end = fence("text", "\n".join(lines))
        return Section("the refusal", 10, f"> [!CAUTION]\n> `pulumi up` refuses it as well.\n\n{start}", lines, end)

    def _hazards(self) -> Section:
        head = "> [!WARNING]\n> **What could hurt**\n>"
        rows = (
            f"> - **{self._plain(h.resource)}**: {self._plain(h.text)}<br>*{self._plain(h.advice)}*"
            for h in self._report.hazards
        )
        return Section("what could hurt", 9, head, tuple(rows))

    def _table(self, title: str, importance: int, summary: str, changes: list[ResourceChange]) -> Section:
        head = "| resource | what&nbsp;happens | why |\n| :-- | :-- | :-- |"
        rows = tuple(self._row(change) for change in changes)
        if not summary:
            return Section(title, importance, head, rows, most=self._rows)
        folded = f"<details><summary>{summary}</summary>\n\n{head}"
        return Section(title, importance, folded, rows, "\n</details>", self._rows)

    def _row(self, change: ResourceChange) -> str:
        reasons = list(self._why(change))
        more = len(reasons) - self._reasons if self._reasons else 0
        shown = [*reasons[: self._reasons], f"… {more} more"] if more > 0 else reasons
        resource = f"{noun(change)} {code(self._cut(name(change), self._value))}"
        return f"| {resource} | {_happens(change)} | {'<br>'.join(shown)} |"

    def _why(self, change: ResourceChange) -> Iterator[str]:
        if not change.findings and not change.properties:
            yield unexplained(change)
        yield from (f"{self._cause(Cause.DRIFT)}{self._plain(finding)}" for finding in change.findings)
        yield from (self._property(found) for found in change.properties if not is_known_after_up(found))
        awaited = [self._path(found) for found in change.properties if is_known_after_up(found)]
        if awaited:
            more = " …" if self._reasons and len(awaited) > self._reasons else ""
            yield f"known when up runs: {', '.join(awaited[: self._reasons])}{more}"

    def _property(self, found: Property) -> str:
        old, new = pair(found.old, found.new, self._value)
        before = "" if found.old is Special.ABSENT else f"{_value(found.old, old)} → "
        values = f"{before}{_value(found.new, new)}"
        return f"{self._cause(found.cause)}{self._path(found)}: {values}{' *(replaces)*' if found.replaces else ''}"

    def _cause(self, cause: Cause) -> str:
        """Drift always stands out; a change is called one only in a report that has drift as well."""
        if cause is Cause.DRIFT:
            return f"**{tag(cause)}** "
        return f"*{tag(cause)}* " if cause is Cause.CONSEQUENCE or self._report.has_drift else ""

    def _path(self, found: Property) -> str:
        return plain(self._cut(one_line(found.path), self._value))

    def _sql(self) -> Section:
        rows = [line for sql in self._report.sql for line in _statements(sql)]
        start, end = fence("sql", "\n".join(rows))
        number = sum(not is_comment(text) for sql in self._report.sql for text in sql.statements)
        head = f"<details><summary>SQL: {counted(number, 'statement')}</summary>\n\n{start}"
        return Section("the SQL", 5, head, tuple(rows), f"{end}\n\n</details>", self._rows)

    def _graph(self) -> Section:
        drawn = mermaid(self._report) if self._report.changes else ""
        return Section("the graph", 1, "```mermaid", (drawn,) if drawn else (), "```")

    def _downtimes(self) -> Section:
        head = "#### Expected downtime\n\n| service | away | why |\n| :-- | :-- | :-- |"
        rows = (f"| {d.service} | {duration(d.seconds)} | {self._plain(d.why)} |" for d in self._report.downtimes)
        return Section("the downtime", 6, head, tuple(rows))

    def _sentences(self, title: str, importance: int, sentences: Iterable[str]) -> Section:
        rows = tuple(f"- {self._plain(sentence)}" for sentence in sentences)
        return Section(title.lower(), importance, f"#### {title}\n", rows, most=self._rows)

    def _plain(self, text: str) -> str:
        return plain(self._cut(one_line(text)))

    def _cut(self, text: str, longest: int | None = _LINE) -> str:
        return text if self._line is None or longest is None else middle_cut(text, longest)


def _statements(sql: RoleSql) -> list[str]:
    """The statements, below a line with the role's name."""
    lines = [statement(text) for text in sql.statements]
    return [f"-- role {one_line(sql.role)}\n{lines[0]}", *lines[1:]] if lines else []


def _happens(change: ResourceChange) -> str:
    """The word for the operation; a deletion or a replacement stands out."""
    words = happens(change).replace(" ", "&nbsp;")
    return f"**{words}**" if change.operation in (Operation.DELETE, Operation.REPLACE) else words


def _value(value: object, text: str) -> str:
    """A value as code; a placeholder as words."""
    return f"*{text}*" if isinstance(value, Special) else code(text)
