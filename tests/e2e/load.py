"""The drill's load on a stack's backend, with more callers and a name of its own for each write."""

import itertools
import secrets
from collections import Counter

from castmatch.incident import load
from castmatch.incident.load import Answer
from tests.e2e.stack import Stack
from tests.waiting import eventually

WRITERS, READERS = 6, 3


class Load(load.Load):
    """Constant load on a stack's backend between `with` and its end; every answer is kept."""

    def __init__(self, stack: Stack) -> None:
        self.mark = f"load{secrets.token_hex(4)}"
        numbers = itertools.count()
        # No name is searched for twice, so that no answer comes from the cache.
        super().__init__(
            stack.url("backend"), writers=WRITERS, readers=READERS, name=lambda: f"{self.mark}-{next(numbers)}"
        )
        self._stack = stack

    def wait_until_fine(self, within: float, *, writes: bool = True) -> None:
        """Wait until a call that begins from now on succeeds."""
        begun = len(self.answers) + WRITERS + READERS
        eventually(lambda: any(a.is_fine and a.is_write is writes for a in self.answers[begun:]), within, every=0.05)

    def refused(self, since: float = 0) -> list[Answer]:
        """Answers 503."""
        return [answer for answer in self.since(since) if answer.status == 503]

    def stored(self) -> Counter[str]:
        """How often each name that was sent is in the table."""
        return Counter(self._stack.sql(f"SELECT name FROM talent WHERE name LIKE '{self.mark}%'").splitlines())


def unwanted(answers: list[Answer]) -> list[Answer]:
    """Those that are neither a success nor a 503 with its reason."""
    return [answer for answer in answers if not answer.is_fine and not _explains(answer)]


def accepted(answers: list[Answer]) -> list[str]:
    """The names of what was written."""
    return [answer.name for answer in answers if answer.status == 201]


def _explains(answer: Answer) -> bool:
    return answer.status == 503 and answer.failing == ("postgres",) and len(answer.error) > 20


def remove_written(stack: Stack) -> None:
    """Delete what any load wrote, and the lists in the cache that still hold it."""
    stack.sql("DELETE FROM talent WHERE name ~ '^load[0-9a-f]{8}-'")
    flush = 'REDISCLI_AUTH="$(cat /run/secrets/redis-password)" redis-cli FLUSHALL'
    stack.container("redis").exec_run(["sh", "-c", flush])
