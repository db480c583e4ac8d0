"""Stand-ins for generated passwords in a recording, which are replaced in texts later."""

import re
from collections.abc import Mapping


def password_of(name: str) -> str:
    """The stand-in for the password of this Password resource: letters that no URL, JSON or config file changes."""
    safe = name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else name.encode().hex()
    return f"password-of-{safe}"


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """The text with every stand-in replaced by its value.

    Args:
        values: stand-in to value. One may begin another: in a text each ends before a character that no stand-in has.
    """
    if not values:
        return text
    longest_first = sorted(values, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    return re.sub(rf"(?<![A-Za-z0-9_-])({pattern})(?![A-Za-z0-9_-])", lambda found: values[found[1]], text)
