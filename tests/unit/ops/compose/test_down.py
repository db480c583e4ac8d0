"""`castmatch down` of a stack that Compose runs: all but the database, also where Compose's file is lost."""

from pathlib import Path

import pytest

from castmatch.compose.text import FILE as COMPOSE_FILE
from castmatch.engine.turn import turn
from castmatch.errors import UserError
from castmatch.ops.compose import cli, down
from castmatch.ops.compose.down import take_down
from castmatch.ops.compose.outputs import FILE
from castmatch.ops.compose.passwords import FILE as PASSWORDS

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
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    steps: list[str] = []
    monkeypatch.setattr(cli, "run", lambda _stack, _folder, arguments: steps.append(" ".join(arguments)))
    monkeypatch.setattr(down, "remove_all", lambda stack: steps.append(f"remove what is left of {stack}"))
    return steps


def test_compose_takes_down_what_it_knows_and_the_rest_goes_after_it(folder: Path, done: list[str]) -> None:
    take_down("dev")

    assert done == ["down --remove-orphans", "remove what is left of dev"]


def test_no_volume_is_named_to_compose(folder: Path, done: list[str]) -> None:
    take_down("dev")

    assert not [step for step in done if "-v" in step.split() or "--volumes" in step]


def test_the_passwords_stay_with_the_database(folder: Path, done: list[str]) -> None:
    take_down("dev")

    assert (folder / PASSWORDS).exists()
    assert not (folder / FILE).exists()  # what was proven is so no longer


def test_where_composes_file_is_lost_it_goes_without_compose(folder: Path, done: list[str]) -> None:
    (folder / COMPOSE_FILE).unlink()

    take_down("dev")

    assert done == ["remove what is left of dev"]


def test_a_stack_that_is_down_may_be_taken_down_again(folder: Path, done: list[str]) -> None:
    take_down("dev")
    take_down("dev")

    assert done.count("remove what is left of dev") == 2


def test_while_another_run_is_under_way_it_is_refused(folder: Path, done: list[str]) -> None:
    with turn("dev"), pytest.raises(UserError, match="no other run on stack dev"):
        take_down("dev")

    assert done == []
