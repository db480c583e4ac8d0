"""One run at a time for what changes a stack's containers without Pulumi; a killed one holds no lock."""

import subprocess
import sys
from pathlib import Path

import pytest

from castmatch.errors import UserError
from castmatch.stack.lock import locked
from castmatch.stack.own_folder import data_home

PROJECT = Path(__file__).parents[3]
HOLD = """
import sys
from castmatch.stack.lock import locked
with locked("dev"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


def test_a_second_run_on_the_same_stack_is_refused() -> None:
    with locked("dev"), pytest.raises(UserError) as caught, locked("dev"):
        pytest.fail("two at once")

    assert caught.value.expected == "no other run on stack dev"


def test_after_the_first_the_second_may() -> None:
    for _ in range(2):
        with locked("dev"):
            pass


def test_a_run_that_fails_releases_the_stack() -> None:
    with pytest.raises(KeyError), locked("dev"):
        raise KeyError

    with locked("dev"):
        pass


@pytest.mark.requirement("R18")
@pytest.mark.parametrize("other", ["anna", "Dev", "dev-2"])
def test_other_stacks_have_locks_of_their_own(other: str) -> None:
    with locked("dev"), locked(other):
        pass


@pytest.mark.parametrize("end", ["kill", "terminate"])
def test_a_process_that_is_ended_releases_the_stack(end: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(UserError), locked("dev"):
            pytest.fail("two at once")
        getattr(holder, end)()
        holder.wait()

    with locked("dev"):
        pass


class TestDataHome:
    def test_it_is_where_the_user_keeps_data(self, home: Path) -> None:
        assert data_home() == home / "castmatch"

    @pytest.mark.parametrize("value", [None, ""])
    def test_else_below_the_home_folder(
        self, value: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.delenv("XDG_DATA_HOME") if value is None else monkeypatch.setenv("XDG_DATA_HOME", value)

        assert data_home() == tmp_path / ".local" / "share" / "castmatch"

    def test_no_other_user_may_enter_it(self, home: Path) -> None:
        with locked("dev"):
            assert (home / "castmatch").stat().st_mode & 0o777 == 0o700
