"""Before `pulumi up` makes anything, what Compose has made of the stack makes way; a preview touches nothing."""

from collections.abc import Callable
from pathlib import Path

import pulumi
import pytest

from castmatch.engine.turn import turn
from castmatch.errors import UserError
from components import takeover
from components.takeover import take_over
from tests.unit.components.declared import declare_program


@pytest.fixture
def made_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Compose runs the stack; which stacks' containers were made to go, and what was said."""
    done: list[str] = []

    def make_way(stack: str, note: Callable[[str], None]) -> bool:
        done.append(stack)
        note("Pulumi takes it over")
        return True

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(takeover, "runs_under_compose", lambda _stack: True)
    monkeypatch.setattr(takeover, "make_way_for_pulumi", make_way)
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: False)
    monkeypatch.setattr(pulumi.log, "info", done.append)
    return done


def test_an_up_takes_the_stack_over_and_says_so(made_way: list[str]) -> None:
    take_over("dev")

    assert made_way == ["dev", "Pulumi takes it over"]


@pytest.mark.requirement("R14")
def test_a_stack_that_compose_does_not_run_is_left_alone(made_way: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takeover, "runs_under_compose", lambda _stack: False)

    take_over("dev")

    assert made_way == []


@pytest.mark.requirement("R16")
def test_a_preview_touches_nothing_and_does_not_even_ask(made_way: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Docker may be down."""
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: True)
    monkeypatch.setattr(takeover, "runs_under_compose", lambda _stack: pytest.fail("asked Docker"))

    take_over("dev")

    assert made_way == []


def test_a_rehearsal_is_a_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takeover, "runs_under_compose", lambda _stack: pytest.fail("asked Docker"))

    declare_program(lambda: take_over("dev"))


def test_while_a_run_of_compose_is_under_way_it_is_refused(made_way: list[str]) -> None:
    with turn("dev"), pytest.raises(UserError, match="no other run on stack dev"):
        take_over("dev")

    assert made_way == []
