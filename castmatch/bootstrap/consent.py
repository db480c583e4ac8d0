"""May the machine be changed? Asked on a terminal, given by --yes or in CI, and never taken for granted."""

import os
import sys

_YES = ("", "y", "yes")


def may(question: str, yes: bool) -> bool:
    """Whether the user agrees; without a terminal nobody is asked, and nobody has agreed.

    Args:
        question: what would be done.
        yes: that it was agreed to beforehand. In CI (CI=true) it was.
    """
    if yes or os.environ.get("CI") == "true":
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sys.stderr.write(f"{question} [Y/n] ")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    return answer.endswith("\n") and answer.strip().lower() in _YES  # without a line end the terminal was closed
