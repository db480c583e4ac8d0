"""A few faults of the incident matrix on stacks that Compose runs; all of them: `make matrix VIA=compose`."""

from contextlib import suppress

import pytest

from tests.e2e.stack import Stack
from tests.incidents.faults import FAULTS
from tests.incidents.machine import MACHINE
from tests.incidents.matrix import BUDGET
from tests.incidents.play import AnyFault, cause, keep, repair, wait
from tests.incidents.ways_in import WAYS_IN

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker]

ALL: dict[str, AnyFault] = {fault.name: fault for fault in (*FAULTS, *WAYS_IN, *MACHINE)}
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
    cause(unguarded_composed, ALL[name])

    repaired = repair(unguarded_composed, ALL[name], lambda stack: stack.castmatch("up", "--via", "compose"))

    assert repaired.seconds is not None, repaired.output
    wait(lambda: _count(unguarded_composed) == talents)


def _count(stack: Stack) -> int | None:
    """None where the page answers with an error: the first request that misses a table has the backend make it anew."""
    with suppress(KeyError):
        return stack.talent_count()
    return None


@pytest.mark.requirement("R24")
@pytest.mark.parametrize("name", ["role dropped", "everyone may come in without a password"])
def test_the_guardian_repairs_it_and_nobody_helps(composed: Stack, name: str) -> None:
    kept = keep(composed, ALL[name], Stack.compose_up)

    assert kept.seconds is not None
    assert kept.seconds <= BUDGET
