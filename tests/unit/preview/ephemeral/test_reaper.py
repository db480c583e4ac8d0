"""Whatever happens to a preview, its reaper removes what it left: here its files, with real processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from castmatch.preview.ephemeral.place import new_place, places_folder
from castmatch.preview.ephemeral.reaper import PROJECT, reaped

pytestmark = pytest.mark.requirement("R17")

PREVIEW = """
import time
from castmatch.preview.ephemeral.place import new_place
from castmatch.preview.ephemeral.reaper import reaped
with reaped(new_place(), files_only=True):
    print("made", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


def wait_until_nothing_is_left() -> None:
    deadline = time.monotonic() + 10
    while any(places_folder().iterdir()):
        assert time.monotonic() < deadline, list(places_folder().rglob("*"))
        time.sleep(0.02)


def test_it_removes_the_place_at_the_end() -> None:
    place = new_place()

    with reaped(place, files_only=True):
        assert place.root.is_dir()

    assert not place.root.exists()


def test_it_removes_the_place_after_an_error() -> None:
    place = new_place()

    with pytest.raises(ZeroDivisionError), reaped(place, files_only=True):
        _ = 1 / 0

    assert not place.root.exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_outlives_its_preview(number: signal.Signals) -> None:
    """A signal to the whole process group, as of a terminal, is not for it."""
    preview = subprocess.Popen(
        [sys.executable, "-c", PREVIEW],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert preview.stdout is not None
    assert preview.stdout.readline() == b"made\n"

    os.killpg(preview.pid, number)
    preview.wait()

    wait_until_nothing_is_left()
