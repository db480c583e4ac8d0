"""The page of promises names one to three tests a promise, each of which says itself what it proves."""

from tests.requirements import ALL_OF_IT, PROMISES, TESTS, document, marked_tests


def test_the_page_is_up_to_date() -> None:
    """After a change: python -m tests.requirements > docs/requirements.md"""
    assert (TESTS.parent / "docs" / "requirements.md").read_text() == document()


def test_every_marker_names_a_promise() -> None:
    assert set(marked_tests()) <= set(PROMISES)


def test_a_promise_has_one_to_three_proofs_unless_all_of_it_is_open() -> None:
    wrong = {
        number: len(promise.proofs)
        for number, promise in PROMISES.items()
        if not (len(promise.proofs) == 0 if promise.missing == ALL_OF_IT else 1 <= len(promise.proofs) <= 3)
    }

    assert wrong == {}


def test_every_proof_is_a_test_that_carries_the_promises_marker() -> None:
    marked = marked_tests()

    assert {
        number: stray
        for number, promise in PROMISES.items()
        if (stray := [proof for proof in promise.proofs if proof not in marked.get(number, ())])
    } == {}
