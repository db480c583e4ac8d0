"""A throttled reconciler observes less often, but at every tick once something is wrong."""

import pytest

from castmatch.guardian.throttled import Throttled
from tests.unit.guardian.fakes import Role, Time

pytestmark = pytest.mark.requirement("R24")


@pytest.fixture
def time() -> Time:
    return Time(100.0)


@pytest.fixture
def throttled(role: Role, time: Time) -> Throttled:
    return Throttled(role, every=3.0, clock=time.clock())


def test_it_observes_again_only_when_that_is_due(throttled: Throttled, role: Role, time: Time) -> None:
    for moment in (100.0, 101.0, 102.9, 103.0, 104.0):
        time.now = moment
        assert list(throttled.observe()) == []

    assert role.calls == ["observe", "observe"]


def test_a_fault_is_observed_every_time_until_it_is_fixed(throttled: Throttled, role: Role) -> None:
    role.wrong = ["pg_hba.conf is missing"]
    assert [throttled.observe(), throttled.observe()] == [["pg_hba.conf is missing"]] * 2

    throttled.reconcile()

    assert list(throttled.observe()) == []
    assert role.calls.count("observe") == 3


def test_it_has_the_name_of_the_inner_reconciler(throttled: Throttled) -> None:
    assert throttled.name == "castmatch_user"
