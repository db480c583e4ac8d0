"""Install packages on a Debian-like machine. The output of apt-get is shown only when it fails."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from castmatch.bootstrap.consent import confirm
from castmatch.errors import UserError
from castmatch.progress import step
from castmatch.text import last_lines

# Another apt-get, such as an unattended upgrade, may be at work: wait for its lock.
APT_GET = ("apt-get", "--quiet", "--yes", "-o", "DPkg::Lock::Timeout=300")
INSTALL = ("install", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold")
SYSTEMD = Path("/run/systemd/system")  # exists only where systemd is the first process
POLICY = Path("/usr/sbin/policy-rc.d")
SHOWN = 8  # last lines of a failed command


def can_install() -> bool:
    """Whether this process is root on a Debian-like machine."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None and Path("/etc/debian_version").exists()


def offer(question: str, alternatives: Sequence[str], assume_yes: bool) -> bool:
    """Install packages if this machine allows it and the user agrees; whether they were installed. Raises UserError.

    Args:
        question: what would be installed, and why.
        alternatives: as of install().
        assume_yes: that the user agreed beforehand.
    """
    agreed = can_install() and confirm(question, assume_yes)
    if agreed:
        install(alternatives)
    return agreed


def install(alternatives: Sequence[str]) -> None:
    """Install packages, each step with its seconds.

    Args:
        alternatives: of each package its name, or several as Debian writes them ("docker-compose-v2 | docker-compose"):
            the first that this machine's package sources have is installed.

    Raises:
        UserError: apt-get failed; with its last lines.
    """
    with step("packages: apt-get update"):
        _apt_get("update")
    names = list(dict.fromkeys(_first_offered(names) for names in alternatives))
    with step(f"packages: installing {', '.join(names)}"), services_held_back():
        _apt_get(*INSTALL, *names)


@contextmanager
def services_held_back() -> Iterator[None]:
    """Keep packages from starting their service by an init script where no service manager runs.

    There Docker's init script mounts cgroup controllers of its own, after which no containerd on the machine, not even
    one that ran before, is notified that a container ran out of memory.
    """
    if SYSTEMD.is_dir() or POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\n# Only while castmatch installs packages; delete it if left behind.\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink(missing_ok=True)


def _first_offered(alternatives: str) -> str:
    names = [name.strip() for name in alternatives.split("|")]
    return next((name for name in names if _is_offered(name)), names[-1])


def _is_offered(name: str) -> bool:
    shown = subprocess.run(["apt-cache", "show", name], capture_output=True, check=False)
    return bool(shown.stdout)


def _apt_get(*arguments: str) -> None:
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        done = subprocess.run(
            [*APT_GET, *arguments],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode == 0:
            return
        log.seek(0)
        printed = log.read()
    raise UserError(
        f"apt-get {arguments[0]} to succeed",
        last_lines(printed, SHOWN) or f"exit code {done.returncode}",
        "fix the cause above, then run the command again",
    )
