"""Callers that never pause: each writes or reads talent, and every answer is kept."""

import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

import httpx

from tests.e2e.stack import Stack
from tests.talent import talent

WRITERS, READERS = 6, 3
PATIENCE_S = 8.0  # the backend promises an answer within 2 s for a login and 3.5 s for a statement


@dataclass(frozen=True)
class Answer:
    """One answer: when it came (monotonic seconds), to what; status None and the error where there was none."""

    at: float
    verb: str
    name: str
    status: int | None
    body: Any


@dataclass
class Load:
    """Constant load on a stack's backend between `with` and its end."""

    stack: Stack
    mark: str = field(default_factory=lambda: f"load{secrets.token_hex(4)}")
    answers: list[Answer] = field(default_factory=list)
    _stop: Event = field(default_factory=Event)
    _callers: list[Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        works = [self._write] * WRITERS + [self._read] * READERS
        self._callers = [Thread(target=self._call, args=(work, number)) for number, work in enumerate(works)]
        for caller in self._callers:
            caller.start()
        self.wait_for(201, 10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        for caller in self._callers:
            caller.join()

    def wait_for(self, status: int, within: float, verb: str = "POST") -> float:
        """Wait until a call that begins from now on is answered so; seconds that it took."""
        seen, started = len(self.answers), time.monotonic()
        while not any(a.status == status and a.verb == verb for a in self.answers[seen + len(self._callers) :]):
            took = time.monotonic() - started
            assert took < within, f"no {status} to a {verb} in {within} s: {self.answers[-3:]}"
            time.sleep(0.05)
        return time.monotonic() - started

    def with_status(self, status: int) -> list[Answer]:
        return [answer for answer in self.answers if answer.status == status]

    def unwanted(self) -> list[Answer]:
        """Answers that are neither a success nor a 503 with its reason from `failing`."""
        return [a for a in self.answers if a.status not in (200, 201) and not _explains(a)]

    def stored(self) -> Counter[str]:
        """How often each name that was sent is in the table."""
        return Counter(self.stack.sql(f"SELECT name FROM talent WHERE name LIKE '{self.mark}%'").splitlines())

    def remove(self) -> None:
        """Delete what was written, and the lists that still hold it."""
        self.stack.sql(f"DELETE FROM talent WHERE name LIKE '{self.mark}%'")
        flush = 'REDISCLI_AUTH="$(cat /run/secrets/redis-password)" redis-cli FLUSHALL'
        self.stack.container("redis").exec_run(["sh", "-c", flush])

    def _call(self, work: Callable[[httpx.Client, str], httpx.Response], number: int) -> None:
        with httpx.Client(base_url=self.stack.url("backend"), timeout=PATIENCE_S) as client:
            count = 0
            while not self._stop.wait(0.02):
                count += 1
                self.answers.append(_asked(client, work, f"{self.mark}-{number}-{count}"))

    @staticmethod
    def _write(client: httpx.Client, name: str) -> httpx.Response:
        return client.post("/api/talent", json=talent(name))

    @staticmethod
    def _read(client: httpx.Client, name: str) -> httpx.Response:
        return client.get("/api/talent", params={"search": name})  # never asked before: not from the cache


def _asked(client: httpx.Client, work: Callable[[httpx.Client, str], httpx.Response], name: str) -> Answer:
    try:
        response = work(client, name)
        body = response.json()
    except (httpx.HTTPError, ValueError) as error:
        return Answer(time.monotonic(), "none", name, None, repr(error))
    return Answer(time.monotonic(), response.request.method, name, response.status_code, body)


def _explains(answer: Answer) -> bool:
    return answer.status == 503 and answer.body["failing"] == ["postgres"] and len(answer.body["error"]) > 20
