"""The machine is changed only with its user's consent: given beforehand, in CI, or on a terminal."""

import io
import sys

import pytest

from castmatch.bootstrap.consent import may


class Terminal(io.StringIO):
    """Where somebody sits."""

    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str, yes: bool = False) -> tuple[bool, str]:
    """Whether somebody who types this has agreed, and what was asked."""
    shown = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", Terminal(typed))
        patch.setattr(sys, "stderr", shown)
        return may("install docker.io?", yes), shown.getvalue()


@pytest.mark.parametrize(
    ("typed", "agreed"),
    [("\n", True), ("y\n", True), ("Yes\n", True), ("n\n", False), ("what?\n", False), ("", False)],
    ids=["return", "y", "Yes", "n", "anything else", "end of input"],
)
def test_on_a_terminal_it_is_asked(monkeypatch: pytest.MonkeyPatch, typed: str, agreed: bool) -> None:
    assert at_a_terminal(monkeypatch, typed) == (agreed, "install docker.io? [Y/n] ")


def test_without_a_terminal_nobody_has_agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))

    assert not may("install docker.io?", yes=False)


def test_what_was_agreed_to_beforehand_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert at_a_terminal(monkeypatch, "n\n", yes=True) == (True, "")


@pytest.mark.parametrize(("value", "agreed"), [("true", True), ("false", False), ("", False)])
def test_ci_counts_as_consent(monkeypatch: pytest.MonkeyPatch, value: str, agreed: bool) -> None:
    monkeypatch.setenv("CI", value)
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    assert may("install docker.io?", yes=False) is agreed
