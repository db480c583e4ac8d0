"""Text for readers: on one line, nothing invisible in it, shortened, counted."""

GAP = "…"


def one_line(text: str) -> str:
    """The text without anything that a terminal or a reader could mistake: line ends and the like are written out."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def middle_cut(text: str, longest: int) -> str:
    """The text in at most so many characters: its beginning, a gap, its end."""
    if len(text) <= longest:
        return text
    tail = (longest - len(GAP)) // 3
    return text[: longest - len(GAP) - tail] + GAP + text[len(text) - tail :]


def counted(number: int, one: str) -> str:
    """A number of things: "1 role", "2 roles"."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def last_lines(output: str, count: int = 8) -> str:
    """The end of what a program printed, without blank lines, aligned behind the label of an error's part."""
    return "\n          ".join([line.rstrip() for line in output.splitlines() if line.strip()][-count:])
