"""`castmatch down` where Pulumi doesn't do it: all but the database, also where Compose or its file is lost."""

from pathlib import Path

import pytest

from castmatch.compose.run import cli, down
from castmatch.compose.run.down import take_down
from castmatch.compose.run.outputs import FILE
from castmatch.compose.run.passwords import FILE as PASSWORDS
from castmatch.compose.text import FILE as COMPOSE_FILE
from castmatch.errors import UserError
from castmatch.stack.lock import locked

pytestmark = pytest.mark.requirement("R20")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    made = tmp_path / "castmatch" / "castmatch-dev"
    made.mkdir(parents=True)
    for name in (COMPOSE_FILE, FILE, PASSWORDS):
        (made / name).write_text("{}")
    return made


@pytest.fixture
def removed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stacks of which everything but the database was removed. There is no Compose."""
    stacks: list[str] = []
    monkeypatch.setattr(cli, "start", lambda *_: pytest.fail("Compose was asked"))
    monkeypatch.setattr(down, "resources_of", lambda stack: [stack])
    monkeypatch.setattr(down, "remove", stacks.extend)
    return stacks


def test_everything_of_the_stack_goes_without_compose(folder: Path, removed: list[str]) -> None:
    take_down("dev")

    assert removed == ["dev"]


def test_the_passwords_stay_with_the_database(folder: Path, removed: list[str]) -> None:
    take_down("dev")

    assert (folder / PASSWORDS).exists()
    assert not (folder / FILE).exists()  # what was proven is so no longer


def test_it_is_done_also_where_nothing_was_ever_brought_up(folder: Path, removed: list[str]) -> None:
    take_down("anna")

    assert removed == ["anna"]


def test_while_another_run_holds_the_stack_it_is_refused(folder: Path, removed: list[str]) -> None:
    with locked("dev"), pytest.raises(UserError, match="no other run on stack dev"):
        take_down("dev")

    assert (removed, (folder / FILE).exists()) == ([], True)
