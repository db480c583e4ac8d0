"""A saved file shows at once, in all three apps, without a build or an `up`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.e2e.stack import Stack
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker]


@pytest.mark.requirement("R01")
def test_a_saved_page_shows_in_the_frontend(up: Stack) -> None:
    """A changed word in the layout is in the next response."""
    layout = up.folder / "services" / "frontend" / "app" / "layout.jsx"
    with edited(layout, "CastMatch", "CastMatchEdited"):
        until(lambda: "CastMatchEdited" in httpx.get(up.url("frontend"), timeout=10).text)
    until(lambda: "CastMatchEdited" not in httpx.get(up.url("frontend"), timeout=10).text)


@pytest.mark.requirement("R02")
def test_a_saved_file_restarts_the_backend(up: Stack) -> None:
    """nodemon starts the server again; the container stays the same and counts no restart."""
    before = up.container("backend").attrs
    server = up.folder / "services" / "backend" / "src" / "health.js"
    with edited(server, "'backend'", "'backend-edited'"):
        until(lambda: _service(up.url("backend")) == "backend-edited")
    until(lambda: _service(up.url("backend")) == "backend")
    after = up.container("backend").attrs
    assert (after["Id"], after["RestartCount"]) == (before["Id"], before["RestartCount"])


@pytest.mark.requirement("R03")
def test_a_saved_file_reloads_the_ai_service(up: Stack) -> None:
    """uvicorn's reloader picks it up; the container stays the same."""
    before = up.container("ai").attrs["Id"]
    health = up.folder / "services" / "ai" / "app" / "health.py"
    with edited(health, '"ai"', '"ai-edited"'):
        until(lambda: _service(up.url("ai")) == "ai-edited")
    until(lambda: _service(up.url("ai")) == "ai")
    assert up.container("ai").attrs["Id"] == before


@pytest.mark.requirement("R02")
@pytest.mark.requirement("R03")
@pytest.mark.parametrize(("service", "file"), [("backend", "src/server.js"), ("ai", "app/main.py")])
def test_an_app_that_crashes_ends_its_container(up: Stack, service: str, file: str) -> None:
    """Docker sees the crash and restarts it; a reloader that outlives its dead child would hide it."""
    source = up.folder / "services" / service / file
    with edited(source, source.read_text(), "this is no program(("):
        eventually(lambda: up.container(service).attrs["RestartCount"] > 0)
    up.container(service).restart()  # Docker waits longer after each crash, and counts from zero after this
    up.until_healthy()


@contextmanager
def edited(file: Path, old: str, new: str) -> Iterator[None]:
    """Save a file with one text replaced, and put it back."""
    original = file.read_text()
    assert old in original, f"{file} does not contain {old}"
    file.write_text(original.replace(old, new))
    try:
        yield
    finally:
        file.write_text(original)


def until(condition: Callable[[], bool]) -> None:
    """A service that restarts meanwhile may refuse connections."""
    eventually(condition, 20, during=(httpx.HTTPError,))


def _service(url: str) -> str:
    return str(httpx.get(f"{url}/health", timeout=5).json()["service"])
