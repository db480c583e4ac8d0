"""The one error that people are meant to read: what was expected, what was found, what to do next."""

import re

# Lines of other output may stand before them; of several errors the last counts.
_THREE_PARTS = re.compile(r"(?:.*\n)?expected  (.*?)\nfound     (.*?)\nnext      (.*)", re.DOTALL)


class UserError(Exception):
    """Something that the reader of the message can fix.

    Args:
        expected: what should have been the case.
        found: what was the case instead; never a secret.
        next_step: the command or the edit that fixes it.
    """

    def __init__(self, expected: str, found: str, next_step: str) -> None:
        self.expected = expected
        self.found = found
        self.next_step = next_step
        super().__init__(str(self))

    def __str__(self) -> str:
        return f"expected  {self.expected}\nfound     {self.found}\nnext      {self.next_step}"

    @classmethod
    def from_text(cls, text: str) -> "UserError | None":
        """The error that another process wrote at the end of its output; None where its three parts are not there."""
        found = _THREE_PARTS.fullmatch(text.strip())
        return cls(found[1], found[2], found[3]) if found else None
