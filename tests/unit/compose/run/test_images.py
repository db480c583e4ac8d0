"""Images of ours are built before Compose starts, exactly when one is missing or its base has moved."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docker.errors import APIError, BuildError, ImageNotFound

from castmatch.compose.model import Image
from castmatch.compose.run import images
from castmatch.compose.run.images import ensure_images
from castmatch.errors import UserError

OURS = Image("backend", "castmatch/backend:1", Path("/staged/backend"), "castmatch/node:24")
OTHER = Image("ai", "castmatch/ai:1", Path("/staged/ai"), "castmatch/python:3.11")


@dataclass
class Engine:
    """Reference to the layers of an image that is there."""

    layers: dict[str, list[str]] = field(default_factory=dict)
    error: Exception | None = None
    built: list[dict[str, Any]] = field(default_factory=list)

    def get(self, reference: str) -> SimpleNamespace:
        if reference not in self.layers:
            raise ImageNotFound(reference)
        return SimpleNamespace(attrs={"RootFS": {"Layers": self.layers[reference]}})

    def build(self, **options: Any) -> None:
        if self.error:
            raise self.error
        self.built.append(options)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    found = Engine({OURS.base: ["a", "b"], OTHER.base: ["x"]})
    monkeypatch.setattr(images, "engine", lambda: SimpleNamespace(images=found))
    return found


def test_a_missing_one_is_built_from_its_staged_folder_on_its_base(engine: Engine) -> None:
    ensure_images((OURS,))

    (built,) = engine.built
    assert (built["path"], built["tag"], built["buildargs"]) == (
        *("/staged/backend", "castmatch/backend:1", {"BASE": "castmatch/node:24"}),
    )


@pytest.mark.requirement("R14")
def test_one_that_stands_on_the_base_of_now_is_kept(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    engine.layers[OURS.reference] = ["a", "b", "own"]

    ensure_images((OURS,))

    assert engine.built == []
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("layers", [["a", "old", "own"], ["a"], []], ids=["moved", "longer now", "none of it"])
def test_one_on_another_base_is_rebuilt(engine: Engine, layers: list[str]) -> None:
    engine.layers[OURS.reference] = layers

    ensure_images((OURS,))

    assert len(engine.built) == 1


def test_one_whose_base_is_gone_is_rebuilt(engine: Engine) -> None:
    """Docker then gets the base."""
    engine.layers = {OURS.reference: ["a", "b", "own"]}

    ensure_images((OURS,))

    assert len(engine.built) == 1


def test_each_is_looked_at(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    engine.layers[OURS.reference] = ["a", "b", "own"]

    ensure_images((OURS, OTHER))

    assert [built["tag"] for built in engine.built] == ["castmatch/ai:1"]
    assert "ai: building castmatch/ai:1" in capsys.readouterr().err


def log(lines: int) -> Iterator[dict[str, str]]:
    yield from ({"stream": f"line {number}\n"} for number in range(lines))
    yield {"error": "npm: no network"}


@pytest.mark.requirement("R13")
def test_a_failed_build_is_reported_with_its_last_lines_and_the_command_that_shows_all(engine: Engine) -> None:
    engine.error = BuildError("failed", log(40))

    with pytest.raises(UserError) as caught:
        ensure_images((OURS,))

    assert "npm: no network" in caught.value.found
    assert "line 39" in caught.value.found
    assert "line 30\n" not in caught.value.found
    assert "docker build --build-arg BASE=castmatch/node:24 /staged/backend" in caught.value.next_step


def test_a_refusal_of_the_engine_is_reported_in_its_own_words(engine: Engine) -> None:
    engine.error = APIError("500", explanation="no space left on device")

    with pytest.raises(UserError, match="no space left on device"):
        ensure_images((OURS,))
