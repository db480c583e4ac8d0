"""Escape foreign text in Markdown: values come from a pull request, and must be nothing but text."""

import re

from castmatch.text import one_line

BREAK = "&#8203;"  # no width: parts a mention, a reference or an address from what would make it one
# An entity is never Markdown's or a table's own character; an underscore inside a word is none either.
_MEANT = re.compile(r"[&<>`*{}\[\]|~#!\\$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_QUOTED = re.compile(r"`([^`]+)`|[^`]+|`")
_STACK = 40  # characters of a stack's name


def marker(stack: str) -> str:
    """The hidden first line by which a later run finds its comment again."""
    return f"<!-- castmatch-preview: {stack_name(stack)} -->"


def stack_name(stack: str) -> str:
    """A stack's name with nothing in it that Pulumi would not take: it can't end a comment."""
    return re.sub(r"--+", "-", re.sub(r"[^A-Za-z0-9._-]", "", stack))[:_STACK]


def plain(text: str) -> str:
    """Text that reads as it is, without links or mentions; what stands in a pair of backticks is code."""
    safe = _QUOTED.sub(lambda found: code(found[1]) if found[1] else _plain(found[0]), one_line(text).strip())
    return re.sub(r"^[^A-Za-z&<]", _entity, safe)


def _plain(text: str) -> str:
    safe = _MEANT.sub(_entity, text).replace("@", f"@{BREAK}").replace("&#35;", f"&#35;{BREAK}")
    return safe.replace("://", f":{BREAK}//").replace("www.", f"www{BREAK}.")


def code(text: str) -> str:
    """A value. Not in backticks: these can't hold an entity."""
    safe = _MEANT.sub(_entity, one_line(text)).replace("@", "&#64;").replace("://", "&#58;//")
    return f"<code>{safe}</code>" if safe.strip() else "<code>&nbsp;</code>"


def fence(language: str, lines: str) -> tuple[str, str]:
    """How a block of these lines begins and ends: with more backticks than it holds."""
    longest = max((len(found) for found in re.findall(r"`+", lines)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{language}", ticks


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"
