"""The log lines."""

import pytest

from castmatch.guardian.record import Incident, Outcome
from castmatch.guardian.words import ended, listed, span


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.004, "0.00 s"), (0.08, "0.08 s"), (1, "1 s"), (12.54, "12.5 s"), (125, "2 min 5 s"), (12_000, "3 h 20 min")],
)
def test_a_duration_has_the_precision_that_people_need(seconds: float, words: str) -> None:
    assert span(seconds) == words


def test_many_sentences_stay_one_line() -> None:
    assert listed([f"fault {number}" for number in range(10)]).endswith("fault 3; and 6 more")
    assert listed(["one", "two"]) == "one; two"


@pytest.mark.requirement("R24")
@pytest.mark.parametrize(
    ("outcome", "done", "line"),
    [
        (Outcome.REPAIRED, ("y",), "r: x → y (wrong for at most 1.2 s, repaired in 0.20 s, proven by login)"),
        (
            Outcome.RIGHT_AGAIN,
            (),
            "r: x (wrong for at most 1.2 s, repaired by somebody else, proven by login)",
        ),
        (Outcome.SUPERSEDED, (), "r: x (wrong for at most 1.2 s, left to a newer declaration)"),
    ],
)
def test_the_line_of_an_incident_goes_from_cause_to_end(outcome: Outcome, done: tuple[str, ...], line: str) -> None:
    assert ended(Incident("r", ("x",), done, "t", 1.2, 0.2, 0, outcome)) == line
