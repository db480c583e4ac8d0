"""The load sends real requests and keeps every answer; a connection that fails is an answer too."""

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from castmatch.incident.load import NAME, Answer, Load


class Backend(BaseHTTPRequestHandler):
    """Accepts every second write, refuses the others as the backend does without its database."""

    written: ClassVar[list[Any]] = []
    lock: ClassVar[threading.Lock] = threading.Lock()

    def do_GET(self) -> None:
        self._answer(200, {"talent": []})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.lock:
            self.written.append(body)
            number = len(self.written)
        accepted = number % 2 == 1
        self._answer(201 if accepted else 503, {"id": number} if accepted else {"failing": ["postgres"]})

    def _answer(self, status: int, document: dict[str, Any]) -> None:
        text = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def backend() -> Iterator[str]:
    Backend.written.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Backend) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.requirement("R10")
def test_every_answer_is_kept_and_what_was_accepted_is_known(backend: str) -> None:
    with Load(backend) as load:
        wait_until(lambda: len(load.accepted) >= 2 and any(not answer.is_write for answer in load.answers))

    accepted = [answer for answer in load.answers if answer.status == 201]
    refused = [answer for answer in load.answers if answer.status == 503]
    assert sorted(load.accepted) == sorted(a.talent for a in accepted if a.talent)
    assert refused
    assert all(answer.failing == ("postgres",) and not answer.is_fine for answer in refused)
    assert any(not answer.is_write and answer.is_fine for answer in load.answers)
    assert {talent["name"] for talent in Backend.written} == {NAME}


def test_answers_since_a_moment_are_the_later_ones(backend: str) -> None:
    with Load(backend) as load:
        wait_until(lambda: len(load.answers) >= 2)
        moment = time.monotonic()
        wait_until(lambda: bool(load.since(moment)))

    later = load.since(moment)
    assert 0 < len(later) < len(load.answers)
    assert all(answer.ended >= moment for answer in later)


def test_each_request_may_have_a_name_of_its_own(backend: str) -> None:
    numbers = itertools.count()

    with Load(backend, writers=3, readers=0, name=lambda: f"load-{next(numbers)}") as load:
        wait_until(lambda: len(Backend.written) >= 4)

    assert len({answer.name for answer in load.answers}) == len(load.answers)
    assert {talent["name"] for talent in Backend.written} >= {answer.name for answer in load.answers}
    assert all(answer.is_write for answer in load.answers)


@pytest.mark.requirement("R24")
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(0, True, NAME, 201, 1), True),
        (Answer(0, False, NAME, 200), True),
        (Answer(0, True, NAME, 503, failing=("postgres",)), True),
        (Answer(0, True, NAME, 503, failing=("redis",)), False),
        (Answer(0, True, NAME, 500), False),
        (Answer(0, True, NAME, None), False),
    ],
    ids=["accepted", "read", "an honest refusal", "another cause", "an error", "no answer"],
)
def test_only_success_and_a_503_that_names_the_database_are_expected(answer: Answer, expected: bool) -> None:
    assert answer.is_expected is expected


def test_without_a_server_it_is_an_answer_without_status() -> None:
    with Load("http://127.0.0.1:1") as load:
        wait_until(lambda: bool(load.answers))

    assert load.answers[0].status is None
    assert "refused" in load.answers[0].error
    assert not load.answers[0].is_fine


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "the load does not go on"
        time.sleep(0.01)
