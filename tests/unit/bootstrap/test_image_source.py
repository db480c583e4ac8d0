"""A machine without a registry decides once, with consent, that images are built on it; no stack file is edited."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from docker.errors import ImageNotFound

from castmatch.bootstrap import image_source
from castmatch.bootstrap.image_source import settle_image_source
from castmatch.docker_engine import images
from castmatch.stack.images import OFFICIAL, OFFLINE
from castmatch.stack.load import load_file
from castmatch.stack.machine import machine_file
from castmatch.stack.model import StackConfig

pytestmark = pytest.mark.requirement("R13")


@dataclass
class Machine:
    """Debian with root, no image, no registry, and a user who does not agree."""

    here: set[str] = field(default_factory=set)
    why: str | None = "no such host"
    debian_root: bool = True
    agrees: bool = False
    asked: list[str] = field(default_factory=list)

    def get(self, reference: str) -> str:
        if reference not in self.here:
            raise ImageNotFound(reference)
        return reference

    def confirm(self, question: str, yes: bool) -> bool:
        self.asked.append(question)
        return yes or self.agrees


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    found = Machine()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(images, "engine", lambda: SimpleNamespace(images=found))
    monkeypatch.setattr(image_source, "why_no_registry", lambda _: found.why)
    monkeypatch.setattr(image_source, "can_install", lambda: found.debian_root)
    monkeypatch.setattr(image_source, "confirm", found.confirm)
    return found


def settle(project: Path, said: str = "", yes: bool = False) -> StackConfig:
    """Decide for a stack file with these words below `config:`."""
    file = project / "Pulumi.dev.yaml"
    file.write_text(f"config:\n  {said}\n")
    config = settle_image_source(project, "dev", load_file(project, "dev"), yes)
    assert file.read_text() == f"config:\n  {said}\n"
    return config


@pytest.mark.parametrize("how", ["asked", "beforehand"])
def test_with_consent_images_are_built_here_from_now_on(
    machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    machine.agrees = how == "asked"

    config = settle(tmp_path, yes=how == "beforehand")

    assert config.images.source == "offline"
    assert load_file(tmp_path, "any other stack").images.source == "offline"
    assert "no such host" in machine.asked[0]
    assert OFFLINE["postgres"] in machine.asked[0]
    printed = capsys.readouterr().err
    assert printed.count("\n") == 1
    assert f"noted in {machine_file()}" in printed
    assert "To undo: delete that file" in printed


def test_without_consent_nothing_is_noted(machine: Machine, tmp_path: Path) -> None:
    assert settle(tmp_path).images.source == "official"
    assert not machine_file().exists()


def test_a_registry_that_answers_is_used(machine: Machine, tmp_path: Path) -> None:
    machine.why = None

    assert settle(tmp_path, yes=True).images.source == "official"
    assert machine.asked == []


@pytest.mark.parametrize("source", ["official", "offline"])
def test_the_source_in_the_stack_file_counts(machine: Machine, tmp_path: Path, source: str) -> None:
    assert settle(tmp_path, f"castmatch:images: {{source: {source}}}", yes=True).images.source == source
    assert machine.asked == []


@pytest.mark.requirement("R20")
def test_where_one_official_image_is_databases_are_of_its_version(machine: Machine, tmp_path: Path) -> None:
    machine.here = {OFFICIAL["python"]}

    assert settle(tmp_path, yes=True).images.source == "official"


def test_a_stack_with_only_images_of_its_own_needs_no_decision(machine: Machine, tmp_path: Path) -> None:
    own = ", ".join(f"{name}: registry.local/{name}" for name in OFFICIAL)

    assert settle(tmp_path, f"castmatch:images: {{{own}}}", yes=True).images.source == "official"


def test_a_machine_that_cannot_build_decides_nothing(machine: Machine, tmp_path: Path) -> None:
    machine.debian_root = False

    assert settle(tmp_path, yes=True).images.source == "official"
    assert machine.asked == []
