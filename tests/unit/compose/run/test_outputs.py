"""What Pulumi would export, kept for `castmatch services`, with the seconds that each service really took."""

from pathlib import Path

import pytest

from castmatch.compose.run import outputs
from castmatch.compose.run.outputs import FILE, proven_outputs, read_outputs, write_outputs
from castmatch.errors import UserError
from tests.unit.compose.run.projects import project

SECONDS = {"backend": 4.2, "guardian": 0.7}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(outputs, "compose_folder", lambda stack: tmp_path / stack)
    (tmp_path / "dev").mkdir()
    return tmp_path / "dev"


def test_each_service_has_its_own_seconds() -> None:
    found = proven_outputs(project(), SECONDS)

    assert found.services["backend"].seconds == 4.2
    assert found.guardian is not None
    assert found.guardian.seconds == 0.7


def test_the_declaration_is_left_as_it_is() -> None:
    made = project()

    proven_outputs(made, SECONDS)

    assert made.outputs["services"]["backend"]["seconds"] == 1.5


@pytest.mark.parametrize("guardian", [{"guardian": None}, {}], ids=["none", "not exported"])
def test_a_guardian_that_is_switched_off_has_none(guardian: dict[str, None]) -> None:
    exported = {key: value for key, value in project().outputs.items() if key != "guardian"}

    assert proven_outputs(project(outputs={**exported, **guardian}), {"backend": 1.0}).guardian is None


def test_they_are_read_back_as_they_were_written(folder: Path) -> None:
    found = proven_outputs(project(), SECONDS)

    write_outputs(folder, found)

    assert read_outputs("dev") == found


@pytest.mark.parametrize("left", [None, "", '{"stack": "dev"', "{}"], ids=["nothing", "empty", "cut off", "another"])
def test_a_stack_that_was_never_proven_is_said_to_be_so(folder: Path, left: str | None) -> None:
    if left is not None:
        (folder / FILE).write_text(left)

    with pytest.raises(UserError) as caught:
        read_outputs("dev")

    assert (caught.value.expected, caught.value.next_step) == ("stack dev to be up", "make up STACK=dev")
