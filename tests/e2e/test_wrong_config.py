"""Bad input is refused before anything is touched: file, key, value found, values allowed, fix."""

from typing import Any

import pytest

from castmatch.stack.model import CONTAINERS
from tests.e2e.conftest import MakeStack
from tests.e2e.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R19")]

FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "misspelt key": ({"portOfset": 3}, "castmatch:portOfset", "did you mean portOffset?"),
    "wrong type": ({"memory": {"ai": "lots"}}, "castmatch:memory.ai", "integer"),
    "port out of range": ({"ports": {"redis": 70000}}, "castmatch:ports.redis", "65535"),
    "port used twice": ({"ports": {"redis": 3001}}, "castmatch:ports", "a port of its own for each"),
    "reserved role": ({"role": {"name": "pg_boss"}}, "castmatch:role.name", "does not reserve"),
    "no such checkout": ({"sources": {"backend": "../nowhere"}}, "castmatch:sources.backend", "no folder"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("command", ["castmatch up", pytest.param("pulumi up", marks=pytest.mark.exhaustive)])
def test_a_wrong_config_is_refused_with_the_fix(make_stack: MakeStack, fault: str, command: str) -> None:
    """By our own command line and by the bare Pulumi CLI alike; no traceback, nothing made."""
    settings, key, words = FAULTS[fault]
    stack = make_stack(**settings)

    result = stack.castmatch("up") if command == "castmatch up" else stack.pulumi("up", "--yes")

    assert result.code != 0
    for expected in (stack.file.name, key, words, "nothing was touched"):
        assert expected in result.output
    assert "Traceback" not in result.output
    assert stack.in_docker() == ([], [], [])


def test_a_taken_port_is_refused_with_its_holder(up: Stack, make_stack: MakeStack) -> None:
    """Another stack's container holds it: named, with the command that stops it; the preview only warns."""
    stack = make_stack()
    taken = {**{name: stack.port(name) for name in CONTAINERS}, "redis": up.port("redis")}
    stack.offset = 0
    stack.configure(ports=taken)

    results = [stack.castmatch("up"), stack.pulumi("up", "--yes", "--skip-preview")]
    preview = stack.pulumi("preview")

    for result in results:
        assert result.code != 0
        assert f"container {up.names.container('redis')} holds it" in result.output
        assert "Traceback" not in result.output
    assert preview.code == 0
    assert f"is held by container {up.names.container('redis')}" in preview.output
    assert stack.in_docker() == ([], [], [])


@pytest.mark.requirement("R13")
def test_an_image_that_cannot_be_had_is_named_with_the_way_out(make_stack: MakeStack) -> None:
    """Neither on the machine nor in a registry."""
    stack = make_stack(images={"source": "offline", "redis": "127.0.0.1:1/no/such:1.0"})

    result = stack.castmatch("up")

    assert result.code == 1
    assert "127.0.0.1:1/no/such:1.0" in result.output
    assert "castmatch:images.redis" in result.output
    assert stack.in_docker() == ([], [], [])


def test_a_wrong_passphrase_is_said_so(make_stack: MakeStack) -> None:
    """With the way back, and without harm to the data."""
    stack = make_stack()
    (stack.state / "passphrase").write_text("another one")

    result = stack.castmatch("up")

    assert result.code == 1
    assert "the passphrase that this stack was made with" in result.output
    assert "Traceback" not in result.output
    assert stack.in_docker() == ([], [], [])


def test_no_docker_engine_is_said_so(make_stack: MakeStack) -> None:
    """With the command that starts it."""
    stack = make_stack()

    result = stack.castmatch("up", DOCKER_HOST="unix:///nowhere/docker.sock")

    assert result.code == 1
    assert "a running Docker Engine" in result.output
    assert "systemctl start docker" in result.output
