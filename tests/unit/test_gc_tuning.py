"""A short-lived process ends without a last collection, with its own exit code and all that it printed."""

import subprocess
import sys
from pathlib import Path

import pytest

from castmatch.gc_tuning import relax_gc

PROJECT = Path(__file__).parents[2]
PROGRAM = """
import atexit, gc, sys
from castmatch.gc_tuning import relax_gc
atexit.register(lambda: print(len(gc.get_objects()), "objects to collect"))  # what is registered first comes last
relax_gc()
print("printed")
sys.exit(7)
"""


def test_it_leaves_nothing_to_collect_and_keeps_exit_code_and_output() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=PROJECT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (7, "printed\n0 objects to collect\n")


def test_it_may_be_called_many_times(monkeypatch: pytest.MonkeyPatch) -> None:
    registered: list[object] = []
    monkeypatch.setattr("atexit.register", registered.append)
    relax_gc.cache_clear()

    for _ in range(3):
        relax_gc()

    assert len(registered) == 1
