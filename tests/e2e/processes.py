"""Ending processes as people do, and those that a killed Pulumi leaves."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path


def end_orphans(folder: Path) -> None:
    """End the plugins that a killed pulumi left running: processes in this folder without a parent."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == 1 and (process / "cwd").readlink() == folder:
                os.kill(int(process.name), signal.SIGKILL)


def interrupt(process: subprocess.Popen[str], number: int = signal.SIGINT) -> str:
    """Send a signal to the whole process group, as a terminal's Ctrl-C does. Returns what it printed until it ended."""
    os.killpg(process.pid, number)
    output, _ = process.communicate(timeout=120)
    return output
