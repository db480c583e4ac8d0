"""The fresh clone in which `make up` has run, and what it brought up."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import docker
import httpx

from castmatch.stack.model import ServiceName
from castmatch.stack.outputs import StackOutputs

WITHIN = 600  # seconds for one command: nothing is installed any more
SLOW = 60  # seconds for the first look at a page or path: Next.js compiles it then, on a busy machine for long


@dataclass(frozen=True)
class Clone:
    """A clone and the stack that `make up STACK=…` made in it; commands get this process's own environment."""

    folder: Path
    stack: str

    def make(self, target: str) -> str:
        """`make <target>`, which must succeed; everything it printed."""
        return self._run("make", target, f"STACK={self.stack}")

    def services(self) -> StackOutputs:
        """The facts for programs, by the command that the README names."""
        words = ("-m", "castmatch", "services", "--json", "--stack", self.stack)
        return StackOutputs.model_validate_json(self._run(".venv/bin/python", *words))

    def url(self, service: ServiceName) -> str:
        return self.services().services[service].url

    def database_url(self) -> str:
        """The very URL that the backend was given, with this machine's way in to the server."""
        outputs = self.services()
        backend: Any = docker.from_env().containers.get(outputs.services["backend"].container)
        code, url = backend.exec_run(["cat", "/run/secrets/DATABASE_URL"])
        assert code == 0
        inside = urlsplit(url.decode().strip())
        outside = urlsplit(outputs.services["postgres"].url)
        return str(urlunsplit(inside._replace(netloc=f"{inside.netloc.rpartition('@')[0]}@{outside.netloc}")))

    def talents(self, search: str) -> list[dict[str, Any]]:
        """The talents that the page's own API finds."""
        answer = httpx.get(f"{self.url('frontend')}/api/talent", params={"search": search}, timeout=SLOW)
        return list(answer.json()["talent"])

    def changes(self) -> str:
        """The changes that git sees, but for the stack file, which `make up` was asked to write."""
        return self._run("git", "status", "--porcelain", "--", ".", f":!Pulumi.{self.stack}.yaml")

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, timeout=WITHIN)
        assert done.returncode == 0, f"{json.dumps(command)}\n{done.stdout}{done.stderr}"
        return done.stdout
