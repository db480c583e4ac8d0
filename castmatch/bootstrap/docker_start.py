"""Start the Docker Engine that is installed here: by systemd where that runs, else as a process of its own."""

import subprocess
import time
from pathlib import Path

from castmatch.bootstrap.packages import SYSTEMD
from castmatch.docker_engine.client import engine
from castmatch.errors import UserError
from castmatch.progress import say, step
from castmatch.text import last_lines

LOG = Path("/var/log/castmatch-dockerd.log")
PID_FILE = "/var/run/docker.pid"  # where dockerd itself writes its number
WITHIN = 60.0  # seconds until it answers; a slow disk with many containers takes 10
AFTER_END = 5.0  # seconds more after our own one has ended
SHOWN = 5  # last lines of its log


def start_engine() -> None:
    """Start it and wait until it answers; UserError with the end of its log when it does not."""
    if SYSTEMD.is_dir():
        with step("docker: systemctl start docker"):
            subprocess.run(["systemctl", "start", "docker"], capture_output=True, check=False)
            _wait(None)
        return
    # Never by /etc/init.d/docker, see castmatch.bootstrap.packages.services_held_back.
    with step("docker: no service manager here, starting dockerd"):
        _wait(_start_alone())
    say(f"docker: it runs until the machine stops, or: kill $(cat {PID_FILE})   Its log: {LOG}")


def _start_alone() -> subprocess.Popen[bytes]:
    """In a session of its own, so that neither Ctrl-C nor the end of the terminal reaches it."""
    with LOG.open("ab") as log:
        return subprocess.Popen(
            ["dockerd"], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True
        )


def _wait(daemon: subprocess.Popen[bytes] | None) -> None:
    deadline = time.monotonic() + WITHIN
    while not _answers():
        if daemon is not None and daemon.poll() is not None:
            # Another process may be starting one at the same time: that one then answers.
            deadline, daemon = min(deadline, time.monotonic() + AFTER_END), None
        if time.monotonic() > deadline:
            raise _why_not()
        time.sleep(0.2)


def _answers() -> bool:
    try:
        engine()
    except UserError:
        return False
    return True


def _why_not() -> UserError:
    if SYSTEMD.is_dir():
        command = "journalctl --unit docker --no-pager --lines 20"
        said = subprocess.run(command.split(), capture_output=True, text=True, check=False).stdout
    else:
        command, said = f"tail {LOG}", LOG.read_text(errors="replace")
    return UserError(
        "the Docker Engine of this machine to start",
        last_lines(said, SHOWN) or "no answer, and nothing in its log",
        f"{command}   (its whole log); fix the cause, then run the command again",
    )
