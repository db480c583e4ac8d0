"""One declaration, two ways: Pulumi and Docker Compose make the same things, but for a documented list.

With EXHAUSTIVE=1 each of six configs comes up with Pulumi and is inspected; then Compose takes the very stack over, and
it is inspected again. By default test_adoption does so with one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.compose.configs import CHAT_KEY, CONFIGS, SECRET
from tests.e2e.compose.differences import BOTH, DIFFERENCES, document, generation, patterns_met, unexplained
from tests.e2e.compose.inspected import Facts, inspected
from tests.e2e.compose.programs import COMMANDS, any_command, version
from tests.e2e.project import PROJECT
from tests.e2e.stack import Stack, new_stack

DEFAULT = "default"  # by every Compose; the other configs by the first that is installed, to save time


@dataclass(frozen=True)
class ByPulumi:
    """A stack that Pulumi has brought up, and what it was like then."""

    config: str
    stack: Stack
    facts: Facts


@pytest.fixture(scope="session")
def met() -> dict[str, set[str]]:
    """Generation of Compose to the patterns that were met; "configs" to the configs that were compared."""
    return {key: set() for key in (*BOTH, "configs")}


@pytest.fixture(scope="module", params=CONFIGS)
def by_pulumi(
    request: pytest.FixtureRequest,
    project: Path,
    tools: dict[str, Any],
    checkouts: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[ByPulumi]:
    any_command()
    settings = {**tools, **CONFIGS[request.param](checkouts)}
    stack = new_stack(tmp_path_factory.mktemp("equal"), project, settings)
    try:
        if request.param == SECRET:
            assert stack.pulumi("config", "set", "--secret", "chatApiKey", CHAT_KEY).code == 0
        stack.up()
        yield ByPulumi(request.param, stack, inspected(stack.name))
    finally:
        stack.remove()
        stack.file.unlink(missing_ok=True)


@pytest.mark.e2e
@pytest.mark.integration
@pytest.mark.docker
@pytest.mark.exhaustive
def test_the_same_things_are_made(by_pulumi: ByPulumi, met: dict[str, set[str]]) -> None:
    """Containers, networks, volumes, mounts: nothing differs that has no entry in the list."""
    for command in [*filter(version, COMMANDS)] if by_pulumi.config == DEFAULT else [any_command()]:
        compose = composed(by_pulumi.stack, command)

        assert unexplained(by_pulumi.facts, compose, command) == {}, command
        met[generation(command)] |= patterns_met(by_pulumi.facts, compose, command)
    met["configs"].add(by_pulumi.config)


def test_every_documented_difference_is_one(met: dict[str, set[str]]) -> None:
    """An entry that no config needs any more goes off the list."""
    if len(met["configs"]) < len(CONFIGS):
        pytest.skip(f"{len(met['configs'])} of {len(CONFIGS)} configs were compared in this run")
    stale = [
        f"{entry.pattern} with Compose {each}"
        for entry in DIFFERENCES
        for each in entry.compose
        if met[each] and entry.pattern not in met[each]
    ]

    assert stale == []


def test_the_page_is_up_to_date() -> None:
    assert (PROJECT / "docs" / "compose-differences.md").read_text() == document()


def composed(stack: Stack, command: str) -> Facts:
    """The stack after Compose has taken it over; it is down again then, so that another Compose finds nothing."""
    environment = {
        "CASTMATCH_COMPOSE": command,
        "XDG_DATA_HOME": str(stack.state / "data"),
        "CASTMATCH_CHAT_API_KEY": CHAT_KEY,
    }
    result = stack.castmatch("up", "--via", "compose", **environment)
    assert result.code == 0, result.output
    facts = inspected(stack.name)
    assert stack.castmatch("down", **environment).code == 0
    return facts
