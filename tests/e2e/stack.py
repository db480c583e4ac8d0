"""One real stack under test: it has its own state and ports, and everything of it is removed at the end."""

import json
import os
import random
import secrets
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docker
import httpx
import yaml

from castmatch.pulumi_cli.pulumi_cli import command
from castmatch.stack.containers import PORTS
from castmatch.stack.images import BaseName, base_image
from castmatch.stack.model import ContainerName, Images, ServiceName
from castmatch.stack.names import Names
from tests.e2e.ports import free_offset
from tests.e2e.processes import end_orphans
from tests.waiting import eventually

APPS: tuple[ServiceName, ...] = ("ai", "backend", "frontend")


@dataclass
class Result:
    """A finished command: exit code, everything it printed, seconds."""

    code: int
    output: str
    seconds: float


@dataclass
class Stack:
    """A stack of its own in `folder`; `settings` are its castmatch: keys."""

    folder: Path
    name: str
    state: Path
    settings: dict[str, Any]
    offset: int = field(init=False)

    def __post_init__(self) -> None:
        self.offset = free_offset()
        self.configure()

    @property
    def names(self) -> Names:
        return Names(self.name)

    @property
    def file(self) -> Path:
        return self.folder / f"Pulumi.{self.name}.yaml"

    @property
    def data_home(self) -> Path:
        """Where Compose's folder and its passwords lie."""
        return self.state / "data"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{key: value for key, value in os.environ.items() if not key.startswith("PULUMI_")},
            "PATH": os.pathsep.join([str(command().parent), os.environ["PATH"]]),
            "PULUMI_BACKEND_URL": f"file://{self.state}",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self.state / "passphrase"),
            "XDG_DATA_HOME": str(self.data_home),
            "VIRTUAL_ENV": "",
        }

    def configure(self, **changes: Any) -> None:
        """Write the stack file again with these settings changed; Pulumi's salt stays."""
        self.settings |= changes
        config = {"portOffset": str(self.offset), **self.settings}
        salt = [line for line in self._lines() if line.startswith("encryptionsalt:")]
        document = yaml.safe_dump({"config": {f"castmatch:{key}": value for key, value in config.items()}})
        self.file.write_text(document + "".join(f"{line}\n" for line in salt))

    def _lines(self) -> list[str]:
        return self.file.read_text().splitlines() if self.file.exists() else []

    def castmatch(self, *arguments: str, **environment: str) -> Result:
        """Run our own command line, as the Makefile does."""
        return self._run(".venv/bin/python", "-m", "castmatch", *arguments, "--stack", self.name, **environment)

    def pulumi(self, *arguments: str, **environment: str) -> Result:
        """Run the bare Pulumi CLI, as a developer does."""
        return self._run("pulumi", *arguments, "--stack", self.name, "--non-interactive", **environment)

    def up(self) -> Result:
        """One bare `pulumi up`, which must succeed."""
        result = self.pulumi("up", "--yes", "--skip-preview", "--suppress-outputs")
        assert result.code == 0, result.output
        return result

    def compose_up(self, **environment: str) -> Result:
        """One `castmatch up` through Docker Compose, which must succeed."""
        result = self.castmatch("up", "--via", "compose", **environment)
        assert result.code == 0, result.output
        return result

    def preview(self) -> Result:
        """One bare `pulumi preview`; it never fails because of what runs."""
        result = self.pulumi("preview", "--diff", "--suppress-outputs")
        assert result.code == 0, result.output
        return result

    def expect_no_changes(self) -> None:
        """One bare `pulumi preview --expect-no-changes`; what it would change is in the failure."""
        result = self.pulumi("preview", "--diff", "--suppress-outputs", "--expect-no-changes")
        assert result.code == 0, result.output

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command in a process group of its own, as a terminal does."""
        return subprocess.Popen(
            arguments,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def _run(self, *command: str, **environment: str) -> Result:
        started = time.monotonic()
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=600,
        )
        return Result(done.returncode, done.stdout, time.monotonic() - started)

    def image(self, name: BaseName) -> str:
        return base_image(Images(**self.settings.get("images", {})), name)

    def port(self, name: ContainerName) -> int:
        return PORTS[name] + self.offset

    def url(self, service: ServiceName) -> str:
        return f"http://127.0.0.1:{self.port(service)}"

    def container(self, service: str) -> Any:
        return docker.from_env().containers.get(self.names.container(service))

    def sql(self, *statements: str, database: str = "castmatch", user: str = "postgres") -> str:
        """Run statements as a superuser over the socket inside the container; its unaligned output."""
        commands = [part for statement in statements for part in ("-c", statement)]
        base = ["psql", "-U", user, "-d", database, "-X", "-At", "-v", "ON_ERROR_STOP=1"]
        code, output = self.container("postgres").exec_run([*base, *commands], user="postgres")
        assert code == 0, output.decode()
        return str(output.decode().strip())

    def talent_count(self) -> int:
        """How many talents the page's own API finds in the database: a list in the cache may be 30 s old."""
        matches_all = "".join(random.choices("-.!", k=40))  # no word to search for, and a key of its own in the cache
        parameters: dict[str, str | int] = {"search": matches_all, "limit": 1}
        response = httpx.get(f"{self.url('frontend')}/api/talent", params=parameters, timeout=10)
        assert response.status_code == 200, response.text
        answer = response.json()
        assert not answer["cached"]
        return int(answer["total"])

    def database_urls(self) -> dict[str, str]:
        """Role to its way in from this machine, as the stack tells a developer."""
        result = self.pulumi("stack", "output", "database_urls", "--json", "--show-secrets")
        urls: dict[str, str] = json.loads(result.output)
        return urls

    def secret(self, name: str) -> str:
        """A generated password, read from the encrypted state by somebody who may."""
        return self.secrets(name)[0]

    def secrets(self, *names: str) -> list[str]:
        """Generated passwords in the order of their names, from one look at the encrypted state."""
        result = self.pulumi("stack", "export", "--show-secrets")
        outputs = {r["urn"].rpartition("::")[2]: r for r in json.loads(result.output)["deployment"]["resources"]}
        return [str(json.loads(outputs[name]["outputs"]["value"]["plaintext"])) for name in names]

    def is_healthy(self, *services: ServiceName) -> bool:
        """True when each of these apps answers 200 to a question after its health."""
        try:
            return all(httpx.get(f"{self.url(app)}/health", timeout=5).status_code == 200 for app in services)
        except httpx.HTTPError:
            return False

    def until_healthy(self, *services: ServiceName, within: float = 60) -> float:
        """Wait for these apps, or for all three; the seconds that it took."""
        started = time.monotonic()
        eventually(lambda: self.is_healthy(*(services or APPS)), within)
        return time.monotonic() - started

    def start_again(self, *services: str) -> None:
        """Bring stopped or frozen containers back without Pulumi, which would take ten times as long."""
        for container in map(self.container, services):
            if container.status == "paused":
                container.unpause()
            container.start()
        self.until_healthy()

    def in_docker(self) -> tuple[list[Any], list[Any], list[Any]]:
        """Its containers, networks and volumes, renamed ones too."""
        client, prefix = docker.from_env(), f"castmatch-{self.name}-"
        return (
            client.containers.list(all=True, filters={"name": f"^/{prefix}"}),
            client.networks.list(names=[self.names.network]),
            client.volumes.list(filters={"name": f"^{prefix}"}),
        )

    def remove(self) -> None:
        """Remove all that the stack has in Docker, its data too, without asking Pulumi."""
        end_orphans(self.folder)
        containers, networks, volumes = self.in_docker()
        for container in containers:
            container.remove(force=True, v=True)
        for network in networks:
            network.remove()
        for volume in volumes:
            volume.remove(force=True)
        shutil.rmtree(self.state, ignore_errors=True)


def new_stack(root: Path, folder: Path, settings: dict[str, Any]) -> Stack:
    """A stack with a random name and an empty state below `root`."""
    name = f"t{secrets.token_hex(3)}"
    state = root / f"state-{name}"
    state.mkdir()
    (state / "passphrase").write_text(secrets.token_urlsafe(16))
    stack = Stack(folder=folder, name=name, state=state, settings=dict(settings))
    created = stack._run("pulumi", "stack", "init", name, "--no-select", "--non-interactive")
    assert created.code == 0, created.output
    return stack
