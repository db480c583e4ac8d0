"""A few faults of the incident matrix on stacks that Compose runs; all of them: `make matrix VIA=compose`."""

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
def test_one_up_makes_the_role_and_the_container_again(composed: Stack) -> None:
    """Both gone, and no guardian: the step of the role does what Pulumi's resource would do; the data is there."""
    talents = composed.talent_count()
    composed.container("guardian").stop()
    for name in ("role dropped", "container removed"):
        cause(composed, fault(name))

    composed.compose_up()

    eventually(lambda: composed.talent_count() == talents, during=(AssertionError,))
    assert composed.castmatch("roles").code == 0


@pytest.mark.requirement("R15")
@pytest.mark.exhaustive
@pytest.mark.parametrize("name", CHOSEN)
def test_one_up_repairs_it(unguarded_composed: Stack, name: str) -> None:
    """The data is there afterwards, or seeded again."""
    talents = unguarded_composed.talent_count()
    cause(unguarded_composed, fault(name))

    repaired = repair(unguarded_composed, fault(name), lambda stack: stack.castmatch("up", "--via", "compose"))

    assert repaired.seconds is not None, repaired.output
    # Until the backend has made a missing table again, the page answers with an error.
    eventually(lambda: unguarded_composed.talent_count() == talents, during=(AssertionError,))


@pytest.mark.timed
@pytest.mark.requirement("R24")
@pytest.mark.parametrize("name", ["role dropped", "everyone may come in without a password"])
def test_the_guardian_repairs_it_without_help(composed: Stack, name: str) -> None:
    kept = keep(composed, fault(name), Stack.compose_up)

    assert kept.seconds is not None
    assert kept.seconds <= BUDGET
