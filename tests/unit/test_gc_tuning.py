"""A process of ours ends at once, with its own exit code and all that it printed."""

import subprocess
import sys
from pathlib import Path

import pytest

from castmatch.gc_tuning import relax_gc

PROJECT = Path(__file__).parents[2]
PROGRAM = """
import atexit, gc, sys
from castmatch.gc_tuning import relax_gc
atexit.register(lambda: print(len(gc.get_objects()), "to look at"))  # what is registered first comes last
relax_gc()
print("printed")
sys.exit(7)
"""


def test_it_leaves_nothing_to_look_at_and_keeps_exit_code_and_output() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=PROJECT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (7, "printed\n0 to look at\n")


@pytest.mark.requirement("R24")
def test_a_process_that_lives_on_looks_for_garbage_as_usual() -> None:
    """The guardian grew by 35 KiB with each fault that it repaired."""
    program = """
import gc
usual = gc.get_threshold()
from castmatch.gc_tuning import live_on, relax_gc
relax_gc()
seldom = gc.get_threshold()
live_on()
print(seldom > usual, gc.get_threshold() == usual)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)

    assert done.stdout == "True True\n"


def test_it_may_be_asked_for_many_times(monkeypatch: pytest.MonkeyPatch) -> None:
    registered: list[object] = []
    monkeypatch.setattr("atexit.register", registered.append)
    relax_gc.cache_clear()

    for _ in range(3):
        relax_gc()

    assert len(registered) == 1
