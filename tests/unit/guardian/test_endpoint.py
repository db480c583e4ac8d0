"""The guardian's own port: its health and its report."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from castmatch.errors import UserError
from castmatch.guardian.endpoint import serving
from castmatch.guardian.report import Report, memory_mib, open_sockets
from tests.unit.guardian.fakes import AWAY, LOCKED, MISSING, Guard, Role, error

pytestmark = pytest.mark.requirement("R22")


def report(guard: Guard) -> Report:
    return Report("dev", "repair", guard.loop, guard.journal, lambda: guard.time.now)


@pytest.fixture
def address(guard: Guard) -> Iterator[str]:
    with serving(report(guard), "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"


def get(address: str, path: str = "/") -> httpx.Response:
    return httpx.get(address + path, trust_env=False)


def document(address: str) -> dict[str, Any]:
    found: dict[str, Any] = get(address).json()
    return found


class TestHealth:
    def test_is_200_while_the_loop_ticks(self, address: str) -> None:
        answer = get(address, "/health")

        assert answer.status_code == 200
        assert answer.json() == {"status": "ok", "service": "guardian", "stack": "dev"}

    def test_is_503_when_it_has_not_ticked_for_half_a_minute(self, guard: Guard, address: str) -> None:
        guard.time.now += 30

        assert get(address, "/health").status_code == 503
        assert get(address, "/health").json()["status"] == "unavailable"

    def test_is_503_before_the_first_tick(self, role: Role) -> None:
        with serving(report(Guard([role])), "127.0.0.1", 0) as port:
            assert get(f"http://127.0.0.1:{port}", "/health").status_code == 503

    @pytest.mark.parametrize("trouble", [AWAY, LOCKED], ids=["server away", "refused"])
    def test_is_200_whatever_state_the_server_is_in(
        self, role: Role, guard: Guard, address: str, trouble: Exception
    ) -> None:
        """A restart of the guardian would fix neither."""
        role.observe_fails = trouble
        guard.ticks(2)

        assert get(address, "/health").status_code == 200
        assert get(address, "/health").json()["status"] == "degraded"


class TestReport:
    def test_has_every_role_and_the_server(self, address: str) -> None:
        found = document(address)

        assert found["server"] == {"reachable": True, "since": "t=1000", "reason": ""}
        assert found["roles"] == [
            {
                "role": "castmatch_user",
                "state": "reconciled",
                "since": "t=1000",
                "reason": "",
                "sqlstate": None,
                "next_step": "",
                "next_try_in": None,
            }
        ]
        assert found["counts"] == {"roles": 1, "reconciled": 1, "incidents": 0, "ticks": 1}

    def test_has_the_incidents(self, role: Role, guard: Guard, address: str) -> None:
        role.wrong = [MISSING]
        guard.after(0.5)

        (incident,) = document(address)["incidents"]

        assert incident["found"] == [MISSING]
        assert incident["wrong_seconds"] == 0.5
        assert incident["outcome"] == "repaired"

    def test_has_the_memory_and_sockets_of_the_guardian(self, address: str) -> None:
        found = document(address)

        assert 1 < found["memory_mib"] < 1000
        assert found["open_sockets"] >= 1

    def test_hides_a_password_in_a_url_that_the_server_sends(self, role: Role, guard: Guard, address: str) -> None:
        role.observe_fails = error("no route to postgresql://castmatch_user:secret@postgres:5432/castmatch")
        guard.ticks(2)

        assert "castmatch_user:***@postgres" in get(address).text


def test_another_path_is_not_found(address: str) -> None:
    assert get(address, "/metrics").status_code == 404


def test_the_port_is_free_again_afterwards(guard: Guard) -> None:
    with serving(report(guard), "127.0.0.1", 0) as port:
        pass
    with serving(report(guard), "127.0.0.1", port):
        pass


def test_a_taken_port_is_named_as_the_cause(guard: Guard) -> None:
    with serving(report(guard), "127.0.0.1", 0) as port, pytest.raises(UserError) as caught:
        serving(report(guard), "127.0.0.1", port).__enter__()

    assert caught.value.expected == f"port {port} of 127.0.0.1 to be free"


def test_answers_leave_no_socket_behind(address: str) -> None:
    before = open_sockets()
    for _ in range(50):
        get(address)

    assert open_sockets() <= before + 1


def test_memory_comes_from_the_system() -> None:
    assert memory_mib() > 5
