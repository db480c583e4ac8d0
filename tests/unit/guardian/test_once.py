"""`reconcile` waits for a server, logs that it waits, and gives up in time. Its work: tests/integration/guardian."""

from dataclasses import dataclass, field

import pytest

from castmatch.guardian.once import Patience, retry_unreachable
from castmatch.roles.errors import CannotReconcile, Unreachable

pytestmark = pytest.mark.requirement("R09")

DOWN = Unreachable("postgres:5432", "connection refused")


@dataclass
class Server:
    """A server that raises `errors`, one a try, and then answers; time passes only while the client sleeps."""

    errors: list[Exception]
    now: float = 0.0
    answered: bool = False
    log: list[str] = field(default_factory=list)

    def act(self) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.answered = True

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def wait(self, seconds: float = 120.0) -> None:
        retry_unreachable(self.act, self.log.append, Patience(seconds, lambda: self.now, self.sleep))


def test_it_waits_until_the_server_answers() -> None:
    server = Server([DOWN] * 30)

    server.wait()

    assert server.answered
    assert 2.9 < server.now < 3.1


@pytest.mark.requirement("R13")
def test_it_gives_up_with_the_reason() -> None:
    server = Server([DOWN] * 10_000)

    with pytest.raises(Unreachable, match="connection refused"):
        server.wait(seconds=120)

    assert 120 < server.now < 121


def test_another_error_ends_it_at_once() -> None:
    server = Server([CannotReconcile("staff", "42501", "no permission", "grant it")])

    with pytest.raises(CannotReconcile):
        server.wait()

    assert server.now == 0


def test_a_long_wait_is_logged_every_five_seconds() -> None:
    server = Server([DOWN] * 160)

    server.wait()

    assert len(server.log) == 3
    assert server.log[0] == "waiting 5 s for PostgreSQL at postgres:5432 (connection refused)"


def test_a_short_wait_is_not_logged() -> None:
    server = Server([DOWN] * 40)

    server.wait()

    assert server.log == []
