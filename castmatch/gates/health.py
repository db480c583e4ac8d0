"""What a health check's command proves."""

import re
import shlex
from collections.abc import Sequence
from typing import Any

SHELLS = frozenset({"sh", "bash", "ash", "dash"})
BETWEEN = frozenset({"||", "&&", ";", "|", "&", "\n"})
ALWAYS_TRUE = frozenset({"true", ":", "echo", "printf", "sleep", "date", "hostname"})
PASSED_ON_TO = frozenset({"cat", "tee", "head", "tail"})  # they succeed whatever came before the pipe
# Commands that do not look at the service.
PROVES_NOTHING = {
    **dict.fromkeys(("echo", "printf", "sleep", "date", "hostname", "whoami", "exit", "true", ":"), "is always true"),
    **dict.fromkeys(("ls", "cat", "stat", "test", "["), "looks at a file, which is there without the service"),
    **dict.fromkeys(("ps", "pgrep", "pidof", "kill"), "sees a process, which may not answer"),
}
# Commands that look at a part of it only; they need another command beside them.
PROVES_TOO_LITTLE = {
    "pg_isready": "succeeds before any role exists or may log in",
    "redis-cli": "exits with 0 even when Redis answers NOAUTH; compare what it prints",
    "nc": "sees an open port, behind which nothing may work",
    "curl": "exits with 0 for an answer 500; add --fail",
}
ASSIGNMENT = re.compile(r"\w+=.*", re.DOTALL)
CURL_FAILS = re.compile(r"-[a-zA-Z]*f[a-zA-Z]*|--fail(-with-body)?")


def weakness(tests: Any) -> str:
    """The reason why a health check proves nothing; "" when it may prove its service.

    Args:
        tests: as Docker takes it: NONE, CMD and words, or CMD-SHELL and a script.
    """
    if not isinstance(tests, list) or not tests or tests[0] == "NONE":
        return "none"
    commands, joints = _commands([str(word) for word in tests])
    if not commands:
        return "an empty command"
    if _hides(commands[-1], joints[-1] if joints else ""):
        return f"`{' '.join(commands[-1])}` at its end, which is always true"
    reasons = [_reason(command) for command in commands]
    return "" if "" in reasons else "; ".join(dict.fromkeys(reasons))


def _commands(tests: Sequence[str]) -> tuple[list[list[str]], list[str]]:
    """The single commands of a check, without assignments, and the operators between them."""
    kind, *words = tests
    if kind == "CMD-SHELL":
        return _parsed(" ".join(words))
    words = words if kind == "CMD" else [kind, *words]
    if words and _program(words) in SHELLS and "-c" in words[:-1]:
        return _parsed(words[words.index("-c") + 1])
    return ([words] if words else []), []


def _parsed(script: str) -> tuple[list[list[str]], list[str]]:
    lexer = shlex.shlex(script.strip(" \t\r\n;"), posix=True, punctuation_chars=";|&\n")
    lexer.whitespace, lexer.whitespace_split = " \t\r", True
    try:
        tokens = list(lexer)
    except ValueError:
        tokens = script.split()
    commands: list[list[str]] = [[]]
    joints: list[str] = []
    for token in tokens:
        if token in BETWEEN:
            joints.append(token)
            commands.append([])
        elif commands[-1] or not (ASSIGNMENT.fullmatch(token) or token in ("exec", "command", "!")):
            commands[-1].append(token)
    return [command for command in commands if command], joints


def _hides(last: Sequence[str], joint: str) -> bool:
    """Whether the last command succeeds, whatever the ones before it found."""
    if joint == "|" and _program(last) in PASSED_ON_TO:
        return True
    return joint != "&&" and (" ".join(last[:2]) == "exit 0" or _program(last) in ALWAYS_TRUE)


def _reason(command: Sequence[str]) -> str:
    """The reason why a command by itself proves nothing about the service; "" if it may."""
    program = _program(command)
    if any("$(" in word or "`" in word for word in command):
        return ""  # another command within it
    if program == "curl" and any(CURL_FAILS.fullmatch(word) for word in command):
        return ""
    reason = PROVES_NOTHING.get(program) or PROVES_TOO_LITTLE.get(program)
    return f"`{program}`, which {reason}" if reason else ""


def _program(command: Sequence[str]) -> str:
    return command[0].rpartition("/")[2]
