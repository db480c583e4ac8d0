"""The gates stand before every `pulumi preview` and `pulumi up`: no flag, nothing made, and exceptions on record."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.e2e.project import copy_project
from tests.e2e.stack import Result, Stack, new_stack

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R28")]
LIMIT = "        memory=getattr(config.memory, service.name),\n"
SWAP = "        memory_swap=getattr(config.memory, service.name),  # without it every preview shows a difference\n"


@pytest.fixture(scope="module")
def careless(tools: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack of a project whose one way to declare a container has lost the memory limit of the backend."""
    root = tmp_path_factory.mktemp("careless")
    folder = copy_project(root / "project")
    component = folder / "components" / "container.py"
    text = component.read_text()
    assert LIMIT + SWAP in text
    without = 'None if service.name == "backend" else getattr(config.memory, service.name)'
    component.write_text(text.replace(LIMIT + SWAP, f"        memory={without},\n        memory_swap={without},\n"))
    stack = new_stack(root, folder, tools)
    yield stack
    stack.remove()
    shutil.rmtree(folder)


@pytest.mark.parametrize("command", ["pulumi preview", "pulumi up", "castmatch up"])
def test_a_dropped_limit_ends_it_before_anything_is_made(careless: Stack, command: str) -> None:
    result = run(careless, command)

    assert result.code != 0, result.output
    for words in (
        "backend: a memory limit (memory-limit)",
        "backend: memory none",
        "backend: memory=512, in MiB",
        f"castmatch:exceptions in {careless.file.name}; nothing was touched",
    ):
        assert words in result.output
    assert "Traceback" not in result.output
    assert careless.in_docker() == ([], [], [])
    assert resources(careless) == []


def test_an_exception_lets_it_pass_and_is_an_output(careless: Stack) -> None:
    """Up to its last day, which YAML may read as a date; after it the gate fails again."""
    granted = {"rule": "memory-limit", "resource": "backend", "reason": "heap dumps", "until": date(2999, 12, 31)}
    careless.configure(exceptions=[granted])

    preview = careless.pulumi("preview")
    assert preview.code == 0, preview.output
    assert "memory-limit does not hold for backend until 2999-12-31: heap dumps" in preview.output
    careless.up()
    outputs = json.loads(careless.pulumi("stack", "output", "--json").output)
    assert outputs["exceptions"] == ["memory-limit does not hold for backend until 2999-12-31: heap dumps"]
    assert careless.container("backend").attrs["HostConfig"]["Memory"] == 0

    careless.configure(exceptions=[{**granted, "until": date(2020, 1, 1)}])
    ended = careless.pulumi("preview")
    assert ended.code != 0
    assert "memory none; the exception for it ended on 2020-01-01" in ended.output


def run(stack: Stack, command: str) -> Result:
    program, verb = command.split()
    if program == "castmatch":
        return stack.castmatch(verb)
    return stack.pulumi(verb, *(["--yes"] if verb == "up" else []))


def resources(stack: Stack) -> list[str]:
    """The resources in the state, without the stack itself and providers."""
    exported = json.loads(stack.pulumi("stack", "export").output)["deployment"].get("resources") or []
    return [found["urn"] for found in exported if not found["type"].startswith("pulumi:")]
