"""How long a test waits where the seconds are the machine's, and not what it asserts.

Only where the promised seconds were seen to pass beside two other test runs, and where several times as long still
tells the promise from a timeout (two minutes). `make bench` and `make incident` measure where
nothing else runs.
"""

TIMES = 6  # two cores that three test runs share were seen to take three times as long


def patient(seconds: float) -> float:
    """The promised seconds, in a test's patience."""
    return seconds * TIMES
