"""A PostgreSQL that can be stopped, started and replaced, and a guardian in a process of its own."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from castmatch.guardian.declaration import GuardianDeclaration
from tests.postgres.cluster import ADMIN_PASSWORD, free_port, unprivileged

PROJECT = Path(__file__).parents[3]


@dataclass
class Postgres:
    """A private server in `home`: TCP with SCRAM for everyone, and a local socket that trusts everyone."""

    binaries: Path
    home: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def initialise(self) -> None:
        """An empty data directory, whatever was there before."""
        shutil.rmtree(self.home / "data", ignore_errors=True)
        password_file = self.home / "admin-password"
        password_file.write_text(ADMIN_PASSWORD)
        password_file.chmod(0o644)
        options = ["--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password_file}", "--no-sync"]
        command: list[str | Path] = [
            self.binaries / "initdb",
            "-D",
            self.home / "data",
            "-U",
            "postgres",
            "--encoding=UTF8",
            *options,
        ]
        subprocess.run(command, check=True, capture_output=True, cwd=self.home, **unprivileged())

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.home}
        options = [f"--{name}={value}" for name, value in {**settings, "fsync": "off"}.items()]
        command: list[str | Path] = [self.binaries / "postgres", "-D", self.home / "data", *options]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, cwd=self.home, **unprivileged()
            )
        wait_for(lambda: self.run("SELECT 1") == [(1,)], 30, psycopg.OperationalError)

    def stop(self) -> None:
        """A fast shutdown: every session is ended."""
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)
            self.process = None

    def run(self, statement: str, database: str = "postgres", user: str = "postgres") -> list[tuple[Any, ...]]:
        """Run statements as a superuser over the socket; the rows, if there are any."""
        where: dict[str, Any] = {"host": str(self.home), "port": self.port, "user": user, "dbname": database}
        with psycopg.connect(**where, autocommit=True) as session:
            cursor = session.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def admits(self, role: str, password: str, database: str) -> bool:
        """Whether the role may log in over TCP with its password."""
        where: dict[str, Any] = {"host": "127.0.0.1", "port": self.port, "dbname": database}
        try:
            psycopg.connect(**where, user=role, password=password).close()
        except psycopg.OperationalError:
            return False
        return True


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

    def state(self) -> str:
        """The state of its first role."""
        return str(self.report()["roles"][0]["state"])

    def wait_until(self, state: str, seconds: float = 10) -> None:
        wait_for(lambda: self.state() == state, seconds)

    def wait_for_incidents(self, count: int, seconds: float = 10) -> list[dict[str, Any]]:
        """The incidents, oldest first, once there are so many."""
        wait_for(lambda: self.report()["counts"]["incidents"] >= count, seconds)
        return list(self.report()["incidents"])

    def end(self) -> int:
        """SIGTERM; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=10)


def start_guardian(declaration: GuardianDeclaration, folder: Path) -> GuardianProcess:
    """Start it with its document and its log in `folder`, on a free port."""
    number = len(list(folder.glob("*.json")))
    document, output = folder / f"guardian-{number}.json", folder / f"guardian-{number}.log"
    document.write_text(json.dumps(declaration.as_document()))
    command = [sys.executable, "-m", "castmatch.guardian", "run", "--declaration", str(document), "--port", "0"]
    with output.open("w") as log:
        process = subprocess.Popen(command, cwd=PROJECT, stdout=log, stderr=subprocess.STDOUT, text=True)
    guardian = GuardianProcess(process, output)
    wait_for(lambda: "/health on port" in output.read_text() or process.poll() is not None, 20)
    listening = re.search(r"/health on port (\d+)", output.read_text())
    assert listening, output.read_text()
    guardian.address = f"http://127.0.0.1:{listening[1]}/"
    return guardian


def wait_for(condition: Callable[[], bool], seconds: float, *not_yet: type[Exception]) -> None:
    """Look every 20 ms until the condition holds; the errors `not_yet` count as no."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except not_yet:
            pass
        time.sleep(0.02)
    pytest.fail(f"not within {seconds} s")
