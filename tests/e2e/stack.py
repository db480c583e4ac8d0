"""One real stack under test: own state, own ports, and everything removed at the end."""

import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import suppress
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
        """Write the stack file anew, keeping Pulumi's salt."""
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
        answer = httpx.get(f"{self.url('frontend')}/api/talent", params=parameters, timeout=10).json()
        assert not answer["cached"]
        return int(answer["total"])

    def database_url(self, role: str) -> str:
        """A role's way in from this machine, as the stack tells a developer."""
        result = self.pulumi("stack", "output", "database_urls", "--json", "--show-secrets")
        return str(json.loads(result.output)[role])

    def role_password(self) -> str:
        return str(self.secret("role-password"))

    def secret(self, name: str) -> str:
        """A generated password, read from the encrypted state by who may."""
        result = self.pulumi("stack", "export", "--show-secrets")
        resources = json.loads(result.output)["deployment"]["resources"]
        found = next(r for r in resources if r["urn"].endswith(f"::{name}"))
        return str(json.loads(found["outputs"]["value"]["plaintext"]))

    def is_healthy(self, service: ServiceName) -> bool:
        try:
            return httpx.get(f"{self.url(service)}/health", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def remove(self) -> None:
        """Remove all that the stack has in Docker, its data too, without asking Pulumi."""
        end_orphans(self.folder)
        client = docker.from_env()
        for container in client.containers.list(all=True, filters={"name": f"^/castmatch-{self.name}-"}):
            container.remove(force=True, v=True)
        for network in client.networks.list(names=[self.names.network]):
            network.remove()
        for volume in client.volumes.list(filters={"name": f"^castmatch-{self.name}-"}):  # renamed ones too
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


def end_orphans(folder: Path) -> None:
    """End the plugins that a killed pulumi left running: processes in this folder without a parent."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == 1 and (process / "cwd").readlink() == folder:
                os.kill(int(process.name), signal.SIGKILL)


def interrupt(process: subprocess.Popen[str], number: int = signal.SIGINT) -> str:
    """Send a signal to the whole process group, as a terminal's Ctrl-C does; what it printed until it ended."""
    os.killpg(process.pid, number)
    output, _ = process.communicate(timeout=120)
    return output
