"""A steady load on the backend, and a record of every answer: what was accepted must be there afterwards."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

PAUSE = 0.02  # seconds between two requests of one thread
PATIENCE = 10.0  # seconds; the backend promises an answer in less
NAME = "Incident drill"  # of all talents that a drill writes, so that they can be removed again


@dataclass(frozen=True)
class Answer:
    """How one request ended.

    Args:
        ended: on the monotonic clock.
        name: the talent that was written or searched for.
        status: None where there was no answer.
        talent: the id of what was written and accepted.
        failing: the dependencies that the backend named.
        error: the backend's reason, or why there was no answer.
    """

    ended: float
    is_write: bool
    name: str
    status: int | None
    talent: int | None = None
    failing: tuple[str, ...] = ()
    error: str = ""

    @property
    def is_fine(self) -> bool:
        return self.status in (200, 201)

    @property
    def is_expected(self) -> bool:
        """A success, or a 503 that names the database."""
        return self.is_fine or (self.status == 503 and "postgres" in self.failing)


class Load:
    """Writers and readers in threads of their own, from `with` to its end; `answers` grow meanwhile.

    Args:
        backend: its URL.
        name: gives the name that the next request writes or searches for.
    """

    def __init__(
        self, backend: str, *, writers: int = 2, readers: int = 2, name: Callable[[], str] = lambda: NAME
    ) -> None:
        self.answers: list[Answer] = []
        self._backend, self._name = backend, name
        self._stop = threading.Event()
        requests = [_write] * writers + [_read] * readers
        self._threads = [threading.Thread(target=self._repeat, args=(request,), daemon=True) for request in requests]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE)

    def since(self, moment: float) -> list[Answer]:
        """The answers that ended after a moment of the monotonic clock."""
        return [answer for answer in list(self.answers) if answer.ended >= moment]

    @property
    def accepted(self) -> list[int]:
        """The ids of all writes that were answered 201."""
        return [answer.talent for answer in list(self.answers) if answer.talent is not None]

    def _repeat(self, request: Callable[[httpx.Client, str], httpx.Response]) -> None:
        with httpx.Client(base_url=self._backend, timeout=PATIENCE, trust_env=False) as client:
            while not self._stop.wait(PAUSE):
                self.answers.append(_ask(client, request, self._name()))


def _write(client: httpx.Client, name: str) -> httpx.Response:
    return client.post("/api/talent", json={**_TALENT, "name": name})


def _read(client: httpx.Client, name: str) -> httpx.Response:
    return client.get("/api/talent", params={"limit": 5, "search": name})


def _ask(client: httpx.Client, request: Callable[[httpx.Client, str], httpx.Response], name: str) -> Answer:
    is_write = request is _write
    try:
        response = request(client, name)
    except httpx.HTTPError as error:
        return Answer(time.monotonic(), is_write, name, None, error=repr(error))
    is_json = response.headers.get("content-type", "").startswith("application/")
    body: dict[str, Any] = response.json() if is_json else {}
    talent = body.get("id") if is_write and response.status_code == httpx.codes.CREATED else None
    failing, reason = tuple(body.get("failing", ())), body.get("error", "")
    return Answer(time.monotonic(), is_write, name, response.status_code, talent, failing, reason)


_TALENT = {
    "gender": "female",
    "playingAgeFrom": 30,
    "playingAgeTo": 40,
    "languages": ["Marathi"],
    "archetypes": ["lead"],
    "city": "Pune",
}
