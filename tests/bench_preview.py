"""`python -m tests.bench_preview`: how long a pull request's preview takes, in full and quick, on this machine.

Images are there, as after the first `make up`. Medians; `--quick` measures the quick one alone, which needs no Docker.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from tests.e2e.preview.branches import PORT
from tests.e2e.preview.repository import Repository
from tests.e2e.project import copy_project
from tests.e2e.stack import Stack

FULL, QUICK = 5, 10  # runs
SETTINGS = {"images": {"source": "offline"}}


def main() -> None:
    """Print one line a way to preview: median, least, most."""
    with tempfile.TemporaryDirectory() as folder:
        repository = _pull_request(Path(folder))
        _measure("quick preview", repository, ["--quick"], QUICK)
        if "--quick" not in sys.argv:
            _measure("base-and-head preview", repository, [], FULL)


def _pull_request(root: Path) -> Repository:
    """A repository whose checked-out branch changes a port; nothing is up."""
    project, state = root / "project", root / "state"
    for made in (project, state):
        made.mkdir()
    repository = Repository(Stack(copy_project(project), "bench", state, dict(SETTINGS)))
    repository.commit("the developer's stack")
    repository.branch_off(PORT)
    return repository


def _measure(what: str, repository: Repository, options: list[str], runs: int) -> None:
    """The first run is not counted: it builds images, and compiles."""
    seconds = [_seconds(repository, options) for _ in range(runs + 1)][1:]
    spread = f"({min(seconds):.2f} to {max(seconds):.2f}, n={runs})"
    sys.stdout.write(f"{what:<24} {statistics.median(seconds):6.2f} s   {spread}\n")
    sys.stdout.flush()


def _seconds(repository: Repository, options: list[str]) -> float:
    result = repository.preview("--base", "main", *options)
    if result.code != 0 or "1 container" not in result.output:
        sys.exit(result.output)
    return result.seconds


if __name__ == "__main__":
    main()
