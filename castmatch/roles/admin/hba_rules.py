"""The declared pg_hba.conf: who may log in and how they prove who they are. And how a file differs from it."""

import re

# Word for word as stacks have it: another comment would be another file, which replaces every PostgreSQL container.
_DECLARED = """\
# Declared by CastMatch's environment (castmatch/roles/hba_rules.py); a change made here is undone.
# The socket trusts everyone: it is the administrator's way back in. Over TCP a password is always asked for.
local all all trust
local replication all trust
host all all all scram-sha-256
"""

# An option such as ldapbindpasswd=… is a secret. Options come last in a line.
_SECRET = re.compile(r"\S*(passwd|secret)\S*=.*")


def hba_text() -> str:
    """The declared file."""
    return _DECLARED


def differences(text: str | None, loaded: bool = True) -> tuple[str, ...]:
    """Each differing line, as a diff would show it; none when the declared file is in force.

    Args:
        text: the file; None when there is no such file.
        loaded: whether the server has read the file since it was last written.
    """
    if text is None:
        return ("pg_hba.conf is missing",)
    if text == _DECLARED:
        return () if loaded else ("PostgreSQL has not loaded pg_hba.conf since it was written",)
    found, declared = _lines(text), _lines(_DECLARED)
    undeclared = (f"pg_hba.conf has an undeclared line: {_shown(line)}" for line in found if line not in declared)
    missing = (f"pg_hba.conf lacks the declared line: {line}" for line in declared if line not in found)
    return (*undeclared, *missing) or ("pg_hba.conf has the declared lines in another order or with other comments",)


def _lines(text: str) -> list[str]:
    """The lines with rules, continued ones joined, words separated by single spaces."""
    lines = (" ".join(line.split()) for line in text.replace("\\\n", "").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _shown(line: str) -> str:
    asks_nothing = "trust" in line.replace('"', " ").split()
    return _SECRET.sub("…", line) + (" (anyone it matches logs in without a password)" if asks_nothing else "")
