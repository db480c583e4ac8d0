"""A probe's latency is in milliseconds, to a tenth."""

import time

from castmatch.probes.result import milliseconds_since
from tests.patience import patient


def test_it_counts_milliseconds() -> None:
    assert 250 <= milliseconds_since(time.monotonic() - 0.25) < 1000 * patient(0.5)


def test_it_is_rounded_to_a_tenth() -> None:
    latency = milliseconds_since(time.monotonic())

    assert latency == round(latency, 1)
