"""The page of promises is what the tests say."""

from tests import requirements
from tests.requirements import PROMISES, TESTS, document


def test_the_page_is_up_to_date() -> None:
    """After a change: python -m tests.requirements > docs/requirements.md"""
    assert (TESTS.parent / "docs" / "requirements.md").read_text() == document()


def test_every_marker_names_a_promise() -> None:
    """A test cannot prove what nobody promised."""
    assert set(requirements.tests_by_requirement()) <= set(PROMISES)


def test_what_is_not_said_to_be_open_has_a_test() -> None:
    """A promise without a test is an open one, and says so."""
    done = {number for number, (_, missing) in PROMISES.items() if not missing}

    assert done - set(requirements.tests_by_requirement()) == set()
