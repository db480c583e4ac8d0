"""A steady load on the backend, and a record of every answer: what was accepted must be there afterwards."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

WRITERS, READERS = 2, 2
PAUSE = 0.02  # seconds between two requests of one thread
PATIENCE = 10.0  # seconds; the backend promises an answer in less
NAME = "Incident rehearsal"  # what all talents written here are called, so that they can be removed again


@dataclass(frozen=True)
class Answer:
    """One request's end.

    Args:
        ended: on the monotonic clock.
        talent: the id of what was written and accepted.
        failing: the dependencies that the backend named.
        name: what was written or searched for.
        error: the backend's reason, or the client's where no answer came.
    """

    ended: float
    is_write: bool
    status: int | None
    talent: int | None = None
    failing: tuple[str, ...] = ()
    name: str = NAME
    error: str = ""

    @property
    def is_fine(self) -> bool:
        return self.status in (200, 201)


class Load:
    """Writers and readers in threads of their own, from `with` to its end; `answers` grow meanwhile.

    Args:
        backend: its address.
        name: gives each request the name that it writes or searches for; threads call it at once.
    """

    def __init__(
        self, backend: str, writers: int = WRITERS, readers: int = READERS, name: Callable[[], str] = lambda: NAME
    ) -> None:
        self.answers: list[Answer] = []
        self._backend, self._name = backend, name
        self._stop = threading.Event()
        work = [_write] * writers + [_read] * readers
        self._threads = [threading.Thread(target=self._go_on, args=(step,), daemon=True) for step in work]

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

    def _go_on(self, step: Callable[[httpx.Client, str], Answer]) -> None:
        with httpx.Client(base_url=self._backend, timeout=PATIENCE, trust_env=False) as client:
            while not self._stop.wait(PAUSE):
                self.answers.append(step(client, self._name()))


def _write(client: httpx.Client, name: str) -> Answer:
    return _answer(True, name, lambda: client.post("/api/talent", json={"name": name, **_TALENT}))


def _read(client: httpx.Client, name: str) -> Answer:
    return _answer(False, name, lambda: client.get("/api/talent", params={"limit": 5, "search": name}))


def _answer(is_write: bool, name: str, ask: Callable[[], httpx.Response]) -> Answer:
    try:
        response = ask()
    except httpx.HTTPError as error:
        return Answer(time.monotonic(), is_write, None, name=name, error=repr(error))
    is_json = response.headers.get("content-type", "").startswith("application/")
    body: dict[str, Any] = response.json() if is_json else {}
    return Answer(
        time.monotonic(),
        is_write,
        response.status_code,
        body.get("id") if is_write and response.status_code == httpx.codes.CREATED else None,
        tuple(body.get("failing", ())),
        name,
        str(body.get("error", "")),
    )


_TALENT = {
    "gender": "female",
    "playingAgeFrom": 30,
    "playingAgeTo": 40,
    "languages": ["Marathi"],
    "archetypes": ["lead"],
    "city": "Pune",
}
