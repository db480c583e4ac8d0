"""A failed try is followed by a pause that doubles each time, up to a minute."""

import pytest

from castmatch.guardian.backoff import Backoff


def test_the_first_try_is_due_at_once() -> None:
    assert Backoff().is_due(0.0)


@pytest.mark.requirement("R24")
def test_each_failure_doubles_the_pause_up_to_a_minute() -> None:
    backoff, pauses = Backoff(), []
    for _ in range(9):
        backoff = backoff.failed(0.0)
        pauses.append(backoff.pause)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert backoff.failures == 9


def test_the_next_try_is_due_when_the_pause_is_over() -> None:
    backoff = Backoff().failed(100.0).failed(100.0)

    assert not backoff.is_due(101.9)
    assert backoff.is_due(102.0)
    assert backoff.seconds_left(101.5) == 0.5
    assert backoff.seconds_left(200.0) == 0.0
