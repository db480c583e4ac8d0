"""A throttled reconciler observes less often, but at every tick once something is wrong."""

from dataclasses import dataclass, field

import pytest

from castmatch.guardian.clock import Clock
from castmatch.guardian.throttled import Throttled

pytestmark = pytest.mark.requirement("R24")


@dataclass
class Rules:
    wrong: list[str] = field(default_factory=list)
    observations: int = 0
    name: str = "pg_hba.conf"

    def observe(self) -> list[str]:
        self.observations += 1
        return self.wrong

    def reconcile(self) -> list[str]:
        self.wrong = []
        return ["write it again"]

    def verify(self) -> None:
        return


class Time:
    now = 100.0


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def rules() -> Rules:
    return Rules()


@pytest.fixture
def throttled(rules: Rules, time: Time) -> Throttled:
    return Throttled(rules, every=3.0, clock=Clock(seconds=lambda: time.now))


def test_it_observes_again_only_when_that_is_due(throttled: Throttled, rules: Rules, time: Time) -> None:
    for moment in (100.0, 101.0, 102.9, 103.0, 104.0):
        time.now = moment
        assert list(throttled.observe()) == []

    assert rules.observations == 2


def test_a_fault_is_observed_every_time_until_it_is_fixed(throttled: Throttled, rules: Rules, time: Time) -> None:
    rules.wrong = ["pg_hba.conf is gone"]
    assert [throttled.observe(), throttled.observe()] == [["pg_hba.conf is gone"]] * 2

    throttled.reconcile()

    assert list(throttled.observe()) == []
    assert rules.observations == 3


def test_it_has_the_name_of_the_inner_reconciler(throttled: Throttled) -> None:
    assert throttled.name == "pg_hba.conf"
