"""A guardian in a process of its own, as its container runs it."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from castmatch.guardian.declaration import GuardianDeclaration
from tests.waiting import eventually

PROJECT = Path(__file__).parents[3]


@dataclass
class GuardianProcess:
    """`python -m castmatch.guardian run` as the container runs it."""

    process: subprocess.Popen[str]
    output: Path
    address: str = ""

    @property
    def log(self) -> list[str]:
        """Its log lines, without their times."""
        return [line.partition(" ")[2] for line in self.output.read_text().splitlines()]

    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(self.address, trust_env=False, timeout=5).json()
        return found

    def states(self) -> dict[str, str]:
        """What it keeps, each with its state."""
        return {role["role"]: role["state"] for role in self.report()["roles"]}

    def wait_until(self, state: str, within: float = 10) -> None:
        """Until everything that it keeps is in this state."""
        eventually(lambda: set(self.states().values()) == {state}, within, 0.02, (httpx.TransportError,))

    def wait_for_incidents(self, count: int, within: float = 10) -> list[dict[str, Any]]:
        """The incidents, oldest first, once there are so many."""

        def found() -> list[dict[str, Any]]:
            report = self.report()
            return list(report["incidents"]) if report["counts"]["incidents"] >= count else []

        return eventually(found, within, 0.02, (httpx.TransportError,))

    def end(self) -> int:
        """SIGTERM; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=10)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def running_guardian(declaration: GuardianDeclaration, folder: Path) -> Iterator[GuardianProcess]:
    """Start it with its document and its log in `folder`, on a free port; kill it at the end."""
    number = len(list(folder.glob("*.json")))
    document, output = folder / f"guardian-{number}.json", folder / f"guardian-{number}.log"
    document.write_text(json.dumps(declaration.as_document()))
    command = [sys.executable, "-m", "castmatch.guardian", "run", "--declaration", str(document), "--port", "0"]
    with output.open("w") as log:
        process = subprocess.Popen(command, cwd=PROJECT, stdout=log, stderr=subprocess.STDOUT, text=True)
    guardian = GuardianProcess(process, output)
    try:
        eventually(lambda: "/health on port" in output.read_text() or process.poll() is not None, 20, 0.02)
        listening = re.search(r"/health on port (\d+)", output.read_text())
        assert listening, output.read_text()
        guardian.address = f"http://127.0.0.1:{listening[1]}/"
        yield guardian
    finally:
        guardian.kill()
