"""The supervisor. Proves R02 and R03: it reloads on a change, and ends when the application does."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

RELOAD = Path(__file__).parent.parent / "reload.py"
PATIENCE_S = 15
APPLICATION = """
import os
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    if scope["path"] == "/die":
        os._exit(7)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"VERSION"})
"""


class Supervisor(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.source = Path(folder.name) / "service.py"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self, source: str) -> "subprocess.Popen[bytes]":
        self.source.write_text(source)
        process = subprocess.Popen(
            [sys.executable, str(RELOAD), "service:app"],
            cwd=self.source.parent,
            # As in the image: bytecode of an equally long file of the same second passes for fresh.
            env={**os.environ, "PORT": str(self.port), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def get(self, path: str = "/") -> str | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return str(answer.read().decode())
        except (OSError, urllib.error.URLError):
            return None

    def wait_for(self, body: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while self.get() != body:
            self.assertLess(time.monotonic(), deadline, f"no answer {body!r}")
            time.sleep(0.05)

    def test_ends_with_the_code_of_a_child_that_cannot_start(self) -> None:
        self.assertEqual(1, self.start("import nothing_like_this").wait(PATIENCE_S))

    def test_ends_with_the_code_of_a_child_that_dies_later(self) -> None:
        process = self.start(APPLICATION)
        self.wait_for("VERSION")
        self.get("/die")
        self.assertEqual(7, process.wait(PATIENCE_S))

    def test_serves_the_saved_change(self) -> None:
        self.start(APPLICATION)
        self.wait_for("VERSION")
        self.source.write_text(APPLICATION.replace("VERSION", "CHANGED"))
        self.wait_for("CHANGED")

    def test_stops_cleanly_when_asked(self) -> None:
        process = self.start(APPLICATION)
        self.wait_for("VERSION")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(0, process.wait(PATIENCE_S))
