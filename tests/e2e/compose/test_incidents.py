"""A few faults of the incident matrix on stacks that Compose runs; all of them: `make matrix VIA=compose`."""

from contextlib import suppress

import pytest

from tests.e2e.stack import Stack
from tests.faults.catalogue import fault
from tests.incidents.matrix import BUDGET
from tests.incidents.play import cause, keep, repair
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker]

CHOSEN = (
    "role dropped",
    "password changed",
    "administrator's password changed",
    "everyone may come in without a password",
    "cluster re-initialised",
    "container removed",
)


@pytest.mark.requirement("R15")
@pytest.mark.parametrize("name", CHOSEN)
def test_one_up_repairs_it(unguarded_composed: Stack, name: str) -> None:
    """The step of the role does what Pulumi's resource would do; the data is there, or seeded again."""
    talents = unguarded_composed.talent_count()
    cause(unguarded_composed, fault(name))

    repaired = repair(unguarded_composed, fault(name), lambda stack: stack.castmatch("up", "--via", "compose"))

    assert repaired.seconds is not None, repaired.output
    eventually(lambda: _count(unguarded_composed) == talents)


def _count(stack: Stack) -> int | None:
    """None where the page answers with an error: the first request that misses a table has the backend make it anew."""
    with suppress(KeyError):
        return stack.talent_count()
    return None


@pytest.mark.requirement("R24")
@pytest.mark.parametrize("name", ["role dropped", "everyone may come in without a password"])
def test_the_guardian_repairs_it_and_nobody_helps(composed: Stack, name: str) -> None:
    kept = keep(composed, fault(name), Stack.compose_up)

    assert kept.seconds is not None
    assert kept.seconds <= BUDGET
