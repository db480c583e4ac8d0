"""The one error that people are meant to read: what was expected, what was found, what to do next."""


class UserError(Exception):
    """Something that the reader of the message can mend.

    Args:
        expected: what should have been the case.
        found: what was the case instead; never a secret.
        next_step: the command or the edit that mends it.
    """

    def __init__(self, expected: str, found: str, next_step: str) -> None:
        self.expected = expected
        self.found = found
        self.next_step = next_step
        super().__init__(str(self))

    def __str__(self) -> str:
        return f"expected  {self.expected}\nfound     {self.found}\nnext      {self.next_step}"
