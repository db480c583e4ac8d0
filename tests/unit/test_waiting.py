"""Waiting ends with the first answer, or says what the last one was."""

import pytest

from tests.waiting import eventually


def test_the_first_truthy_answer_is_returned() -> None:
    answers = iter([0, "", "here", "later"])

    assert eventually(lambda: next(answers), every=0) == "here"


def test_the_failure_names_the_last_answer() -> None:
    with pytest.raises(AssertionError, match=r"not within 0.01 s; the last answer: \[\]"):
        eventually(list, within=0.01, every=0.001)


def test_named_exceptions_count_as_no_answer_and_all_others_are_raised() -> None:
    empty: dict[str, str] = {}
    with pytest.raises(AssertionError, match="the last answer: KeyError"):
        eventually(lambda: empty["absent"], within=0, during=(KeyError,))
    with pytest.raises(KeyError):
        eventually(lambda: empty["absent"], within=0)
