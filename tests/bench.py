"""`make bench`: how long the front door takes on this machine, beside its budgets.

Seconds belong to the machine. The ratio to a plain `docker restart` of the same five containers, measured in the same
run, travels; so the budgets of what brings containers up are ratios.
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
from tests.e2e.preview.branches import PORT
from tests.e2e.preview.repository import Repository
from tests.e2e.project import copy_project
from tests.e2e.stack import Stack, new_stack

RUNS = 5
DROP = "REASSIGN OWNED BY castmatch_user TO postgres; DROP OWNED BY castmatch_user; DROP ROLE castmatch_user"


def main() -> None:
    """Print one line a measurement: median, least, most, ratio, budget."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        project = copy_project(_made(root / "project"))
        settings = image_settings()
        cold = [_cold(root, project, settings) for _ in range(RUNS + 1)][1:]  # the first one builds the app images
        stack = new_stack(root, project, settings)
        try:
            _make(stack, "up")
            restart = _times(lambda: _restart(stack))
            _print("docker restart of all five", restart, restart)
            _print("make up, cold", cold, restart, "x2.5")
            _print("make up, no-op", _times(lambda: _make(stack, "up")), restart)
            _print("pulumi up, no-op", _times(stack.up), restart, "x1.3")
            _print("pulumi preview, no-op", _times(stack.preview), restart)
            stack.configure(guardian={"mode": "none"})  # it would have repaired the role before the `up` began
            stack.up()
            _print("pulumi up after DROP ROLE", [_repair(stack) for _ in range(RUNS)], restart)
        finally:
            stack.remove()
        _measure_commands(root, project, settings, restart)


def _measure_commands(root: Path, project: Path, settings: dict[str, object], restart: list[float]) -> None:
    repository = _pull_request(_made(root / "pull-request"), dict(settings))
    for what, command, budget in (
        ("preview of a port, in full", lambda: _preview(repository), "x4.0"),
        ("preview of a port, quick", lambda: _preview(repository, "--quick"), "3 s"),
        ("castmatch plan", lambda: _castmatch(project, "plan"), "1.0 s"),
        ("castmatch --help", lambda: _castmatch(project, "--help"), "0.2 s"),
    ):
        _print(what, _times(command, warm_up=True), restart, budget)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _cold(root: Path, project: Path, settings: dict[str, object]) -> float:
    """From `make up` to five services proven ready: no state, no container, no volume; images are there."""
    stack = new_stack(root, project, settings)
    try:
        return _seconds(lambda: _make(stack, "up"))
    finally:
        stack.remove()
        stack.file.unlink()


def _make(stack: Stack, target: str) -> None:
    _checked(["make", target, f"STACK={stack.name}"], stack.folder, stack.environment)


def _castmatch(project: Path, *arguments: str) -> None:
    _checked([".venv/bin/python", "-m", "castmatch", *arguments], project)


def _checked(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
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


def _pull_request(root: Path, settings: dict[str, object]) -> Repository:
    """A repository whose checked-out branch changes a port; nothing is up."""
    project, state = _made(root / "project"), _made(root / "state")
    repository = Repository(Stack(copy_project(project), "bench", state, settings))
    repository.commit("the developer's stack")
    repository.branch_off(PORT)
    return repository


def _preview(repository: Repository, *options: str) -> None:
    result = repository.preview("--base", "main", *options)
    if result.code != 0 or "1 container" not in result.output:
        sys.exit(result.output)


def _times(work: Callable[[], object], warm_up: bool = False) -> list[float]:
    """Seconds of each run. The first run is left out where it builds images or compiles Python."""
    return [_seconds(work) for _ in range(RUNS + warm_up)][warm_up:]


def _seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _print(what: str, seconds: list[float], reference: list[float], budget: str = "") -> None:
    """One line; `budget` is a ratio ("x2.5") or seconds ("3 s")."""
    median = statistics.median(seconds)
    ratio = median / statistics.median(reference)
    spread = f"({min(seconds):.2f} to {max(seconds):.2f}, n={len(seconds)})"
    limit, verdict = f"budget {budget}" if budget else "", ""
    if budget:
        found = ratio if budget.startswith("x") else median
        verdict = "kept" if found <= float(budget.strip("x s")) else "MISSED"
    sys.stdout.write(f"{what:<28} {median:6.2f} s   {spread:<28} x{ratio:<6.2f} {limit} {verdict}".rstrip() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
