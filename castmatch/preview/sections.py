"""Parts of a document that has to fit: what is least important goes first, row by row."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

_NAMED = 4  # sections that are left out whole, by name


@dataclass(frozen=True)
class Section:
    """A part that may be shown in full, in part, or not at all.

    Args:
        title: what a reader is told was left out.
        importance: the higher, the longer it stays.
        head: what stands before the rows.
        rows: each can go without the others.
        foot: what closes it, shown whenever the head is.
        left_out: how many more rows there were.
    """

    title: str
    importance: int
    head: str
    rows: tuple[str, ...]
    foot: str = ""
    left_out: int = 0

    def first(self, count: int) -> "Section":
        """The section with only so many rows."""
        return replace(self, rows=self.rows[:count], left_out=len(self.rows) - count)

    def text(self, elsewhere: str) -> str:
        """The section; `elsewhere` says where the rows are that it does not show."""
        more = f"\n\n… {self.left_out:,} more {_rows(self.left_out)}; {elsewhere}." if self.left_out else ""
        return "\n".join((*filter(None, (self.head, *self.rows, self.foot)),)) + more


def fitted(opening: str, sections: Sequence[Section], closing: str, limit: int, elsewhere: str) -> str:
    """The document in at most `limit` characters.

    Args:
        opening: always shown first; closing: always shown last. Short enough for the limit, both together.
        elsewhere: where the reader finds the rest: "the full report is in the job summary".
    """
    shown = [section for section in sections if section.rows]
    for index in sorted(range(len(shown)), key=lambda index: shown[index].importance):
        if len(_document(opening, shown, closing, elsewhere)) <= limit:
            break
        shown[index] = _cut(opening, shown, closing, limit, elsewhere, index)
    return _document(opening, shown, closing, elsewhere)


def _cut(opening: str, shown: Sequence[Section], closing: str, limit: int, elsewhere: str, index: int) -> Section:
    """One section with as many rows as fit, maybe none."""

    def too_long(count: int) -> bool:
        parts = [*shown[:index], shown[index].first(count), *shown[index + 1 :]]
        return len(_document(opening, parts, closing, elsewhere)) > limit

    fitting = bisect_left(range(1, len(shown[index].rows)), True, key=too_long)
    return shown[index].first(fitting)


def _document(opening: str, sections: Sequence[Section], closing: str, elsewhere: str) -> str:
    seen = [section.text(elsewhere) for section in sections if section.rows]
    note = _note([section for section in sections if not section.rows], elsewhere)
    return "\n\n".join(part for part in (opening, *seen, note, closing) if part) + "\n"


def _note(gone: Sequence[Section], elsewhere: str) -> str:
    """What of the sections is not shown at all; many are summed up, so that the note itself always fits."""
    if not gone:
        return ""
    count = sum(section.left_out for section in gone)
    which = f" ({', '.join(section.title for section in gone)})" if len(gone) <= _NAMED else ""
    return f"… {count:,} more {_rows(count)}{which}; {elsewhere}."


def _rows(number: int) -> str:
    return "row" if number == 1 else "rows"
