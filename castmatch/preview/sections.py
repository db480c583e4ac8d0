"""Parts of a document that has to fit: the most important one takes what room it needs first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from castmatch.text import counted

_NAMED = 4  # sections that are left out whole, by name
_MORE = 40  # characters, beside `elsewhere`, of the line that says how many rows are missing
_NOTE = 200  # the same of the note on sections that are left out whole


@dataclass(frozen=True)
class Section:
    """A part that may be shown in full, in part, or not at all.

    Args:
        title: how the note calls it where it is left out.
        importance: the higher, the sooner it gets room.
        head: what stands before the rows.
        rows: each can go without the others.
        foot: what closes it, shown whenever the head is.
        most: rows that are shown even where there is room for more; None: all.
    """

    title: str
    importance: int
    head: str
    rows: tuple[str, ...]
    foot: str = ""
    most: int | None = None

    def fitting(self, room: int) -> int:
        """How many of its rows fit in so many characters."""
        frame = len(self.head) + len(self.foot) + 4
        return sum(frame + size <= room for size in accumulate(len(row) + 1 for row in self.rows[: self.most]))

    def text(self, count: int, elsewhere: str) -> str:
        """The section with its first rows; `elsewhere` says where the others are."""
        left = len(self.rows) - count
        more = f"\n\n… {counted(left, 'more row')}; {elsewhere}." if left else ""
        return "\n".join(filter(None, (self.head, *self.rows[:count], self.foot))) + more


def fitted(opening: str, sections: Sequence[Section], closing: str, limit: int, elsewhere: str) -> str:
    """The document in at most `limit` characters. Nothing less important is shown where room has cut a section.

    Args:
        opening: always shown first; closing: always shown last. Short enough for the limit, both together.
        elsewhere: where the reader finds the rest: "the full report is in the job summary".
    """
    room = limit - len(opening) - len(closing) - len(elsewhere) - _NOTE
    shown: dict[Section, str] = {}
    for section in sorted((part for part in sections if part.rows), key=lambda part: -part.importance):
        count = section.fitting(room - len(elsewhere) - _MORE)
        if count:
            shown[section] = section.text(count, elsewhere)
        is_cut = count < len(section.rows[: section.most])
        room = 0 if is_cut else room - len(shown[section]) - 2
    gone = [part for part in sections if part.rows and part not in shown]
    parts = (opening, *(shown[part] for part in sections if part in shown), _note(gone, elsewhere), closing)
    return "\n\n".join(filter(None, parts)) + "\n"


def _note(gone: Sequence[Section], elsewhere: str) -> str:
    """The sections that are not shown at all; many are summed up, so that the note itself always fits."""
    if not gone:
        return ""
    which = f" ({', '.join(section.title for section in gone)})" if len(gone) <= _NAMED else ""
    return f"… {counted(sum(len(section.rows) for section in gone), 'more row')}{which}; {elsewhere}."
