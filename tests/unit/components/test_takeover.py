"""Pulumi's half of a takeover: nothing in a preview, refused during a Compose run, and nothing of Compose left."""

from pathlib import Path

import pulumi
import pytest

from castmatch.compose import takeover
from castmatch.errors import UserError
from castmatch.stack.lock import locked
from components.takeover import take_over
from tests.unit.components.declared import declare_program

pytestmark = pytest.mark.requirement("R20")


@pytest.fixture
def taken_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """The stacks that were taken over."""
    stacks: list[str] = []
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: False)
    monkeypatch.setattr(takeover, "take_over_for_pulumi", lambda stack, _: stacks.append(stack))
    return stacks


def test_a_killed_takeover_is_finished_even_where_no_container_of_compose_is_left(taken_over: list[str]) -> None:
    """Its network could still hold the name that Pulumi needs."""
    take_over("dev")

    assert taken_over == ["dev"]


def test_while_a_run_through_compose_is_under_way_pulumi_is_refused(taken_over: list[str]) -> None:
    """Before that run has made its first container too: its next act removes what Pulumi has made."""
    with locked("dev"), pytest.raises(UserError) as refused:
        take_over("dev")

    assert refused.value.found == "another `make up` or `make down` is under way"
    assert taken_over == []


def test_a_preview_takes_nothing_over(taken_over: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: True)

    take_over("dev")

    assert taken_over == []


def test_a_recording_is_a_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    """Docker may be down."""
    monkeypatch.setattr(takeover, "take_over_for_pulumi", lambda *_: pytest.fail("asked Docker"))

    declare_program(lambda: take_over("dev"))
