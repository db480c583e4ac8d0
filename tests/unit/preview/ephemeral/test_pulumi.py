"""The stack file of an ephemeral stack: the real settings on other ports, no secret, and no proof required."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from castmatch.preview.ephemeral import pulumi
from castmatch.preview.ephemeral.place import Place
from castmatch.stack.settings import Settings

pytestmark = pytest.mark.requirement("R17")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A place whose stack is made by a Pulumi that writes a salt, as the real one does."""
    place = Place("preview-0123abcd", tmp_path)
    place.project.mkdir()

    def run(_place: Place, *arguments: str, stdin: str = "") -> str:
        if arguments[:2] == ("stack", "init"):
            stack_file(place).write_text("encryptionsalt: s\n")
        elif arguments[:2] == ("config", "set"):
            assert (arguments[-1], stdin) == ("castmatch:chatApiKey", "a stand-in")
        return ""

    monkeypatch.setattr(pulumi, "_run", run)
    return place


def stack_file(place: Place) -> Path:
    return place.project / "Pulumi.preview-0123abcd.yaml"


def test_it_has_the_real_settings_on_other_ports_and_requires_no_proof(place: Place) -> None:
    settings = Settings({"castmatch:memory": {"redis": 64}}, {"castmatch:chatApiKey": "a stand-in"})

    pulumi.make_stack(place, settings, 7000)

    document: dict[str, Any] = yaml.safe_load(stack_file(place).read_text())
    assert document["encryptionsalt"] == "s"
    assert document["config"] == {
        "castmatch:memory": {"redis": 64},
        "castmatch:portOffset": "7000",
        "preview:proofsRequired": "false",
    }
