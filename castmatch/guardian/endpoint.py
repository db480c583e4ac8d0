"""The guardian's own port: /health for Docker and `pulumi up`, / for `castmatch roles`."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from castmatch.errors import UserError
from castmatch.guardian.report import Report
from castmatch.redact import without_passwords


@contextmanager
def serving(report: Report, host: str, port: int) -> Iterator[int]:
    """Serve the report on this address until the end of the block; yields the port. UserError when it is taken."""
    with _listening(report, host, port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def _listening(report: Report, host: str, port: int) -> ThreadingHTTPServer:
    try:
        return ThreadingHTTPServer((host, port), _handler(report))
    except OSError as error:
        raise UserError(f"port {port} of {host} to be free", str(error.strerror), "choose another --port") from None


def _handler(report: Report) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 5  # seconds; a silent client must not keep a thread

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/health":
                self._answer(HTTPStatus.OK if report.is_ticking else HTTPStatus.SERVICE_UNAVAILABLE, report.health())
            elif path == "/":
                self._answer(HTTPStatus.OK, report.full())
            else:
                self._answer(HTTPStatus.NOT_FOUND, {"error": "only / and /health exist"})

        def log_message(self, *_: Any) -> None:
            """Log no request: the log is for roles."""

        def _answer(self, status: HTTPStatus, document: dict[str, Any]) -> None:
            body = without_passwords(json.dumps(document, indent=2) + "\n").encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
