"""The machine's own facts: defaults for every stack file, never a word against one."""

import json
from pathlib import Path

import pytest

from castmatch.errors import UserError
from castmatch.stack.load import load, load_file
from castmatch.stack.machine import Machine, machine_file, read_machine, remember_no_registry

PROJECT = Path("no-project")


@pytest.fixture(autouse=True)
def own_config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_a_machine_is_like_any_other_until_something_is_noted() -> None:
    assert read_machine() == Machine()
    assert load({}, PROJECT, "dev").images.source == "official"


def test_what_is_noted_is_read_and_tells_how_to_undo_it(tmp_path: Path) -> None:
    file = remember_no_registry()

    assert file == machine_file() == tmp_path / "castmatch" / "machine.yaml"
    assert [found.name for found in file.parent.iterdir()] == ["machine.yaml"]
    assert read_machine() == Machine(image_source="offline")
    assert "To undo it, delete this file" in file.read_text()


def test_it_is_the_default_for_a_stack_file_and_for_pulumis_own_run(tmp_path: Path) -> None:
    remember_no_registry()

    assert load_file(tmp_path, "dev").images.source == "offline"
    assert load({"castmatch:images": json.dumps({"redis": "redis:8"})}, PROJECT, "dev").images.source == "offline"


@pytest.mark.parametrize("source", ["official", "offline"])
def test_a_stack_file_that_says_it_wins(source: str) -> None:
    remember_no_registry()

    assert load({"castmatch:images": {"source": source}}, PROJECT, "dev").images.source == source


def test_a_wrong_images_section_is_still_refused() -> None:
    remember_no_registry()

    with pytest.raises(UserError, match=r"castmatch:images"):
        load({"castmatch:images": "offline"}, PROJECT, "dev")


@pytest.mark.parametrize("text", ["imageSource: none", "imagesource: offline", "{", "offline"])
def test_a_file_that_somebody_broke_is_named_with_the_cure(text: str) -> None:
    remember_no_registry().write_text(text)

    with pytest.raises(UserError) as caught:
        load({}, PROJECT, "dev")

    assert str(machine_file()) in caught.value.expected
    assert caught.value.next_step == f"rm {machine_file()}"
