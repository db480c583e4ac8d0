"""A computer of its own for one Docker daemon, whose power can be cut.

Its processes, mounts and network are namespaces. They end all at once when their first process is killed, as everything
does when a computer loses power; the disk (`folder`) stays. The machine's other daemon is never touched: another
network namespace means other bridges and firewall rules, another /run means another exec-root, socket and pid file.
"""

import ctypes
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import docker

from tests.waiting import eventually

CLONE_NEWNET = 0x40000000
# bash as the first process, because it reaps orphans, as an init does.
FIRST_PROCESS = 'mount -t tmpfs run /run && ip link set lo up && touch "$0" && while :; do sleep 1000 & wait; done'


@dataclass
class Machine:
    """Off until `boot()`. `folder` is its disk and must have a short name: sockets' names are limited."""

    folder: Path
    cgroup: str = field(default_factory=lambda: f"castmatch-test-{secrets.token_hex(4)}")
    _kernel: subprocess.Popen[bytes] | None = None
    _daemon: subprocess.Popen[bytes] | None = None

    @property
    def docker_host(self) -> str:
        return f"unix://{self.folder}/docker.sock"

    def boot(self) -> None:
        """Switch it on, with nothing running but its first process."""
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        namespaces = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
        # However the tests end, it ends with them.
        command = ["setpriv", "--pdeathsig", "KILL", "unshare", *namespaces, "bash", "-c", FIRST_PROCESS, str(ready)]
        self._kernel = subprocess.Popen(command)
        eventually(ready.exists, 10)

    def start_docker(self) -> None:
        """Start its daemon and wait until that answers; by then it has begun to start its containers."""
        config = self.folder / "daemon.json"
        config.write_text("{}")
        with (self.folder / "dockerd.log").open("ab") as log:
            self._daemon = subprocess.Popen(
                [
                    *self._inside(),
                    "dockerd",
                    *("--config-file", str(config)),
                    *("--data-root", str(self.folder / "docker")),
                    *("--host", self.docker_host),
                    *("--exec-opt", "native.cgroupdriver=cgroupfs"),
                    *("--cgroup-parent", f"/{self.cgroup}"),
                ],
                stdout=log,
                stderr=log,
            )
        eventually(self._answers, 60)

    def stop_docker(self) -> None:
        """SIGTERM, as a service manager sends it; returns when the daemon has ended."""
        assert self._daemon is not None
        subprocess.run([*self._inside(), "sh", "-c", "kill $(cat /run/docker.pid)"], check=True)
        self._daemon.wait(timeout=60)

    def cut_power(self) -> None:
        """SIGKILL to the first process, and with it to every other: daemon, containerd, shims, containers."""
        for process in (self._kernel, self._daemon):
            if process is not None:
                process.kill()
                process.wait(timeout=30)

    def scrap(self) -> None:
        """Cut the power and delete its disk and what the kernel still counts for it."""
        self.cut_power()
        shutil.rmtree(self.folder / "docker", ignore_errors=True)
        for found in sorted(Path("/sys/fs/cgroup").glob(f"**/{self.cgroup}/**/"), reverse=True):
            found.rmdir()

    @contextmanager
    def network(self) -> Iterator[None]:
        """Let this thread, and processes and threads that it starts, use the machine's network: its 127.0.0.1."""
        assert self._kernel is not None
        own = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        its = os.open(f"/proc/{self._kernel.pid}/ns/net", os.O_RDONLY)
        try:
            _enter(its)
            yield
        finally:
            _enter(own)
            os.close(own)
            os.close(its)

    def load(self, images: Sequence[str]) -> None:
        """Copy images from the daemon that DOCKER_HOST or the default names; parents among them stay parents."""
        with subprocess.Popen(["docker", "save", *images], stdout=subprocess.PIPE) as save:
            command = ["docker", "--host", self.docker_host, "load", "--quiet"]
            subprocess.run(command, stdin=save.stdout, check=True, stdout=subprocess.DEVNULL)

    def _inside(self) -> list[str]:
        assert self._kernel is not None
        of = f"/proc/{self._kernel.pid}/ns"
        return ["nsenter", f"--mount={of}/mnt", f"--net={of}/net", f"--pid={of}/pid_for_children"]

    def _answers(self) -> bool:
        assert self._daemon is not None
        assert self._daemon.poll() is None, (self.folder / "dockerd.log").read_text()[-2000:]
        try:
            return bool(docker.DockerClient(self.docker_host).ping())
        except docker.errors.DockerException:
            return False


def _enter(namespace: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)  # os.setns came with Python 3.12
    if libc.setns(namespace, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
