"""A stack's program declared without Pulumi in a process of its own, and rendered; or refused in its own words."""

from pathlib import Path

import pytest

from castmatch.compose.run.project import compose_folder, declare
from castmatch.compose.text import as_text
from castmatch.errors import UserError
from castmatch.stack.load import load_file
from tests.unit.components.declared import PROJECT

KEY = "castmatch:chatApiKey:\n    secure: v1:sesame:open"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own: its code is this one's, its stack files are the test's."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("castmatch", "components", "services", "__main__.py", "Pulumi.yaml"):
        (folder / name).symlink_to(PROJECT / name)
    return folder


def stack_file(checkout: Path, *lines: str) -> None:
    (checkout / "Pulumi.anna.yaml").write_text("\n  ".join(["config:", *lines]) + "\n")


@pytest.mark.requirement("R07")
def test_a_secret_setting_stays_encrypted_and_its_stand_in_is_returned(checkout: Path) -> None:
    stack_file(checkout, "castmatch:portOffset: 1000", KEY)

    found = declare(checkout, "anna", load_file(checkout, "anna"))

    stand_in = found.secret_settings["chatApiKey"]
    (key,) = [file for file in found.project.files if file.path == "secrets/ai-CHAT_API_KEY"]
    assert key.template == stand_in
    assert stand_in not in as_text(found.project)
    assert "sesame" not in repr([file.template for file in found.project.files])


@pytest.mark.requirement("R14")
def test_steps_and_guardian_are_of_one_image_and_its_context_is_staged(checkout: Path) -> None:
    stack_file(checkout, "castmatch:images: {source: offline}")

    project = declare(checkout, "anna", load_file(checkout, "anna")).project

    services = project.document["services"]
    (image,) = [image for image in project.images if image.name == "guardian"]
    assert services["role"]["image"] == services["guardian"]["image"] == image.reference
    assert (image.context / "castmatch" / "guardian" / "once.py").is_file()
    assert image.base == "castmatch/python:3.11"


@pytest.mark.requirement("R28")
def test_a_program_that_breaks_a_gate_is_refused_in_its_own_words(checkout: Path) -> None:
    (checkout / "__main__.py").unlink()
    (checkout / "__main__.py").write_text(
        "import pulumi\nfrom castmatch.errors import UserError\n"
        "raise pulumi.RunError(str(UserError('a memory limit', 'none on cache', 'set one')))\n"
    )
    stack_file(checkout)

    with pytest.raises(UserError) as caught:
        declare(checkout, "anna", load_file(checkout, "anna"))

    assert (caught.value.expected, caught.value.found, caught.value.next_step) == (
        *("a memory limit", "none on cache", "set one"),
    )


@pytest.mark.requirement("R18")
def test_each_stack_has_a_folder_of_its_own_outside_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert compose_folder("dev") == tmp_path / "castmatch" / "castmatch-dev"
    assert len({compose_folder(stack) for stack in ("a", "A", "a-b", "a.b")}) == 4
