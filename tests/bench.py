"""`make bench`: how long the front door takes, medians of five, on this machine.

The absolute numbers belong to the machine. The ratio to a plain `docker restart` of the same five containers, measured
in the same run, travels.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from castmatch.stack.model import SERVICES
from tests.base_images import image_settings
from tests.e2e.project import copy_project
from tests.e2e.stack import Stack, new_stack

RUNS = 5
DROP = "REASSIGN OWNED BY castmatch_user TO postgres; DROP OWNED BY castmatch_user; DROP ROLE castmatch_user"


def main() -> None:
    """Print one line a measurement: median, least, most, ratio."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        project = copy_project(_made(root / "project"))
        settings = image_settings()
        cold = [_cold(root, project, settings) for _ in range(RUNS + 1)][1:]  # the first one builds the app images
        stack = new_stack(root, project, settings)
        try:
            _make_up(stack)
            restart = [_seconds(lambda: _restart(stack)) for _ in range(RUNS)]
            _print("docker restart of all five", restart, restart)
            _print("make up, cold", cold, restart)
            _print("make up, no-op", [_seconds(lambda: _make_up(stack)) for _ in range(RUNS)], restart)
            _print("pulumi up, no-op", [_seconds(stack.up) for _ in range(RUNS)], restart)
            _print("pulumi preview, no-op", [_seconds(stack.preview) for _ in range(RUNS)], restart)
            stack.configure(guardian={"mode": "none"})  # it would have repaired the role before the `up` began
            stack.up()
            _print("pulumi up after DROP ROLE", [_repair(stack) for _ in range(RUNS)], restart)
        finally:
            stack.remove()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _cold(root: Path, project: Path, settings: dict[str, object]) -> float:
    """From `make up` to five services proven ready: no state, no container, no volume; images are there."""
    stack = new_stack(root, project, settings)
    try:
        return _seconds(lambda: _make_up(stack))
    finally:
        stack.remove()
        stack.file.unlink()


def _make_up(stack: Stack) -> None:
    done = subprocess.run(
        ["make", "up", f"STACK={stack.name}"],
        cwd=stack.folder,
        env=stack.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)


def _restart(stack: Stack) -> None:
    names = [stack.names.container(service) for service in SERVICES]
    subprocess.run(["docker", "restart", "--time", "10", *names], check=True, capture_output=True)
    while not (stack.is_healthy("frontend") and stack.is_healthy("ai") and _page(stack)):
        time.sleep(0.05)


def _page(stack: Stack) -> bool:
    try:
        return httpx.get(stack.url("frontend"), timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _repair(stack: Stack) -> float:
    stack.sql(*DROP.split("; "))
    seconds = _seconds(stack.up)
    assert stack.is_healthy("backend")  # a repair that repairs nothing must not count
    return seconds


def _seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _print(what: str, seconds: list[float], reference: list[float]) -> None:
    median = statistics.median(seconds)
    ratio = median / statistics.median(reference)
    sys.stdout.write(
        f"{what:<28} {median:6.2f} s   ({min(seconds):.2f} to {max(seconds):.2f}, n={len(seconds)})   x{ratio:.2f}\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
