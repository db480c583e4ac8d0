"""An exported stack that plain Compose runs, by the commands which stand in the file's own header."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
import httpx
import psycopg
import yaml

from tests.e2e.compose.configs import CHAT_KEY
from tests.e2e.compose.programs import Done, run
from tests.e2e.stack import Stack


@dataclass(frozen=True)
class ByHand:
    """One stack below a folder of its own.

    Args:
        stack: its name, ports and settings; Pulumi knows nothing of it.
        compose: the words that begin a Compose command.
    """

    stack: Stack
    compose: str

    @property
    def environment(self) -> dict[str, str]:
        data = str(self.stack.state / "data")
        return {**os.environ, "XDG_DATA_HOME": data, "CASTMATCH_CHAT_API_KEY": CHAT_KEY}

    @property
    def folder(self) -> Path:
        return self.stack.state / "exported"

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = yaml.safe_load((self.folder / "compose.yaml").read_text())
        return found

    def export(self) -> None:
        """`castmatch export compose --output`, which must succeed."""
        words = ("export", "compose", "--stack", self.stack.name, "--output", str(self.folder))
        done = run((".venv/bin/python", "-m", "castmatch", *words), self.stack.folder, self.environment)
        assert done.returncode == 0, done.stderr

    def commands(self) -> list[str]:
        """The commands in the file's header, for the Compose in use."""
        lines = (self.folder / "compose.yaml").read_text().splitlines()
        lines = [line.removeprefix("#   ") for line in lines if line.startswith("#   docker ")]
        return [line.replace("docker compose", self.compose) for line in lines]

    def type(self, line: str) -> Done:
        """Run one line in the folder, which must succeed. Nothing of CastMatch is in its environment."""
        plain = {key: value for key, value in os.environ.items() if not key.startswith(("CASTMATCH", "COMPOSE", "XDG"))}
        done = run(("sh", "-c", line), self.folder, plain)
        assert done.returncode == 0, done.stderr
        return done

    def log_in(self) -> str:
        """Who the application's role is on the server, by the password in its file."""
        password = (self.folder / "secrets" / "postgres-role-password").read_text()
        where = f"host=127.0.0.1 port={self.stack.port('postgres')} dbname=castmatch user=castmatch_user"
        with psycopg.connect(where, password=password) as connection:
            found = connection.execute("SELECT current_user").fetchone()
        return str(found[0] if found else "")

    def talents(self) -> int:
        """How many the page's own API finds."""
        return int(httpx.get(f"{self.stack.url('frontend')}/api/talent", timeout=30).json()["total"])

    def remove(self) -> None:
        """Everything of it, the image that was built for it too."""
        image = self.document["services"].get("guardian", {}).get("image") if self.folder.exists() else None
        self.stack.remove()
        self.stack.file.unlink(missing_ok=True)
        if image:
            docker.from_env().images.remove(image)
