"""The machine is changed only with its user's consent: given beforehand, in CI, or on a terminal."""

import io
import sys

import pytest

from castmatch.bootstrap.consent import confirm


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str, yes: bool = False) -> tuple[bool, str]:
    """Whether a user who types this has agreed, and the question."""
    shown = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", Terminal(typed))
        patch.setattr(sys, "stderr", shown)
        return confirm("install docker.io?", yes), shown.getvalue()


@pytest.mark.parametrize(
    ("typed", "agreed"),
    [("\n", True), ("y\n", True), ("Yes\n", True), ("n\n", False), ("what?\n", False), ("", False)],
    ids=["return", "y", "Yes", "n", "anything else", "end of input"],
)
def test_on_a_terminal_it_is_asked(monkeypatch: pytest.MonkeyPatch, typed: str, agreed: bool) -> None:
    assert at_a_terminal(monkeypatch, typed) == (agreed, "install docker.io? [Y/n] ")


def test_without_a_terminal_the_answer_is_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))

    assert not confirm("install docker.io?", assume_yes=False)


def test_consent_given_beforehand_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert at_a_terminal(monkeypatch, "n\n", yes=True) == (True, "")


@pytest.mark.parametrize(("value", "agreed"), [("true", True), ("false", False), ("", False)])
def test_ci_counts_as_consent(monkeypatch: pytest.MonkeyPatch, value: str, agreed: bool) -> None:
    monkeypatch.setenv("CI", value)
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    assert confirm("install docker.io?", assume_yes=False) is agreed
