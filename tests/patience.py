"""How long a test waits before it calls something late.

The promises in seconds hold on a machine that does nothing else: `make bench`, `make incident` and `make matrix`
measure them there. Tests run beside other tests, and on slower machines: they ask for the same within several times as
long, which still tells a promise that is kept from a timeout, or from Docker's own growing pauses.
"""

TIMES = 6  # two cores that three test runs share were seen to take three times as long


def patient(seconds: float) -> float:
    """The promised seconds, in a test's patience."""
    return seconds * TIMES
