"""An HTTP service is ready when each address answers 200; what it says of itself is passed on. A real server."""

import json
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from castmatch.probes.http import get

DOWN = {
    "status": "unavailable",
    "dependencies": {
        "postgres": {"ok": True, "latencyMs": 2.1},
        "redis": {"ok": False, "latencyMs": None, "detail": "connect ECONNREFUSED"},
        "ai": {"ok": False, "latencyMs": None},
    },
    "failing": ["redis", "ai"],
}
TALKATIVE = {
    "dependencies": {"postgres": {"detail": "cannot reach postgresql://app:s3cret@postgres/castmatch"}},
    "failing": ["postgres"],
}
PAGES: dict[str, tuple[int, Any]] = {
    "/talkative": (503, TALKATIVE),
    "/": (200, {}),
    "/health": (200, {"status": "ok"}),
    "/down": (503, DOWN),
    "/moved": (302, {}),
    "/no-list": (503, {"failing": "redis", "dependencies": {}}),
    "/no-dependency": (503, {"failing": ["redis"], "dependencies": {}}),
    "/none-failing": (503, {"failing": [], "dependencies": {}}),
    "/a-list": (503, ["redis"]),
}


class Pages(BaseHTTPRequestHandler):
    """Answers with PAGES; anything else is 500 without JSON."""

    def do_GET(self) -> None:
        status, body = PAGES.get(self.path, (500, None))
        content = b"<html>oops</html>" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.requirement("R08")
def test_200_is_ready_and_its_latency_is_reported(service: str) -> None:
    result = get((f"{service}/health",))

    assert (result.ready, result.detail) == (True, f"GET {service}/health: 200")
    assert 0 < result.latency_ms < 2000


def test_the_latency_is_the_services_and_not_that_of_loading_certificates(service: str) -> None:
    """Loading them takes a client ten times as long as a local service takes to answer."""
    assert min(get((f"{service}/health",)).latency_ms for _ in range(10)) < 12


def test_every_address_must_answer(service: str) -> None:
    assert get((f"{service}/", f"{service}/health")).ready
    assert get((f"{service}/", f"{service}/down")).detail.startswith(f"GET {service}/down: 503")


@pytest.mark.requirement("R23")
def test_a_503_passes_on_which_dependencies_are_down_and_why(service: str) -> None:
    result = get((f"{service}/down",))

    assert not result.ready
    assert result.detail == f"GET {service}/down: 503, down: redis (connect ECONNREFUSED), ai"


@pytest.mark.requirement("R07")
def test_a_password_that_a_service_tells_is_not_passed_on(service: str) -> None:
    """What is found becomes part of Pulumi's state and output."""
    assert "postgresql://app:***@postgres/castmatch" in get((f"{service}/talkative",)).detail


@pytest.mark.parametrize("page", ["/no-list", "/no-dependency", "/none-failing", "/a-list"])
def test_an_answer_in_another_form_is_reported_by_its_status_alone(service: str, page: str) -> None:
    assert get((f"{service}{page}",)).detail == f"GET {service}{page}: 503"


@pytest.mark.parametrize(("page", "status"), [("/moved", 302), ("/gone", 500)])
def test_anything_but_200_is_not_ready(service: str, page: str, status: int) -> None:
    result = get((f"{service}{page}",))

    assert (result.ready, result.detail) == (False, f"GET {service}{page}: {status}")


def test_a_closed_port_is_not_ready() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    result = get((f"http://127.0.0.1:{port}/health",))

    assert not result.ready
    assert "Connection refused" in result.detail


def test_a_service_that_takes_the_call_and_never_answers_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        result = get((f"http://127.0.0.1:{server.getsockname()[1]}/health",), timeout=0.2)

    assert not result.ready
    assert result.detail.endswith("timed out")
    assert 200 <= result.latency_ms < 1500


def test_a_company_proxy_is_not_asked_for_this_machine(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:1")

    assert get((f"{service}/health",)).ready
