"""The user's consent to a change of the machine: asked on a terminal, given by --yes or in CI, never assumed."""

import os
import sys

_YES = ("", "y", "yes")


def confirm(question: str, assume_yes: bool) -> bool:
    """Whether the user agrees; without a terminal the answer is no.

    Args:
        question: what would be done.
        assume_yes: that the user agreed beforehand. In CI (CI=true) that is assumed too.
    """
    if assume_yes or os.environ.get("CI") == "true":
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sys.stderr.write(f"{question} [Y/n] ")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    return answer.endswith("\n") and answer.strip().lower() in _YES  # without a line end the terminal was closed
