"""A value of a property as people read it: on one line, nothing invisible in it, the long ones shortened."""

import json
import re
from typing import Any

from castmatch.preview.model import Special
from castmatch.text import GAP, middle_cut, one_line

_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


def shown(value: Any) -> str:
    """One value: texts as they are, everything else as JSON."""
    if isinstance(value, str):
        return one_line(value.value if isinstance(value, Special) else value)
    return _json(value)


def pair(old: Any, new: Any, longest: int | None = None) -> tuple[str, str]:
    """Two values that differ, so that they also look different; `longest` in characters, None: whatever it takes."""
    before, after = shown(old), shown(new)
    if before == after and old != new:
        before, after = _json(old), _json(new)
    if longest is None:
        return before, after
    before, after = _digests_cut(before, after)
    if max(len(before), len(after)) > longest:
        before, after = _around_the_difference(before, after, longest // 4)
    return middle_cut(before, longest), middle_cut(after, longest)


def statement(sql: str) -> str:
    """An SQL statement on its own lines, ended."""
    text = "\n".join(one_line(line) for line in sql.strip().splitlines())
    return text if text.endswith(";") or is_comment(text) else f"{text};"


def is_comment(sql: str) -> bool:
    """Whether it is no statement but a line about some: in which database they run."""
    return sql.lstrip().startswith("--") and "\n" not in sql.strip()


def _digests_cut(before: str, after: str) -> tuple[str, str]:
    """Image digests and ids as short as Docker prints them, unless that makes them equal."""
    short = _DIGEST.sub(rf"\1{GAP}", before), _DIGEST.sub(rf"\1{GAP}", after)
    return (before, after) if short[0] == short[1] else short


def _around_the_difference(before: str, after: str, margin: int) -> tuple[str, str]:
    """Both without most of what they begin and end with alike."""
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    left, right = max(start - margin, 0), max(end - margin, 0)
    return _inner(before, left, right), _inner(after, left, right)


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _inner(text: str, left: int, right: int) -> str:
    left, right = (cut if cut > len(GAP) else 0 for cut in (left, right))
    return GAP * bool(left) + text[left : len(text) - right] + GAP * bool(right)


def _json(value: Any) -> str:
    return one_line(json.dumps(value, ensure_ascii=False, sort_keys=True))
