"""A probe's latency is in milliseconds, to a tenth."""

import time

from castmatch.probes.result import milliseconds_since


def test_it_counts_milliseconds() -> None:
    assert 250 <= milliseconds_since(time.monotonic() - 0.25) < 500


def test_it_is_rounded_to_a_tenth() -> None:
    latency = milliseconds_since(time.monotonic())

    assert latency == round(latency, 1)
