"""How a process knows that it works for a throw-away stack, which was brought up a moment ago to preview something."""

import os

# Every process of a throw-away environment carries this variable; its value is the stack's name.
MARK = "CASTMATCH_PREVIEW"


def is_ephemeral() -> bool:
    """Whether this process belongs to one."""
    return MARK in os.environ
