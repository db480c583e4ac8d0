"""What rarely goes wrong is looked at less often, but closely once it is wrong."""

from dataclasses import dataclass, field

import pytest

from castmatch.guardian.clock import Clock
from castmatch.guardian.throttled import Throttled

pytestmark = pytest.mark.requirement("R24")


@dataclass
class Rules:
    wrong: list[str] = field(default_factory=list)
    looks: int = 0
    name: str = "pg_hba.conf"

    def look(self) -> list[str]:
        self.looks += 1
        return self.wrong

    def repair(self) -> list[str]:
        self.wrong = []
        return ["write it anew"]

    def prove(self) -> None:
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
def seldom(rules: Rules, time: Time) -> Throttled:
    return Throttled(rules, every=3.0, clock=Clock(seconds=lambda: time.now))


def test_it_looks_again_only_when_it_is_due(seldom: Throttled, rules: Rules, time: Time) -> None:
    for moment in (100.0, 101.0, 102.9, 103.0, 104.0):
        time.now = moment
        assert list(seldom.look()) == []

    assert rules.looks == 2


def test_what_is_wrong_is_looked_at_every_time_until_it_is_right(seldom: Throttled, rules: Rules, time: Time) -> None:
    rules.wrong = ["pg_hba.conf is gone"]
    assert [seldom.look(), seldom.look()] == [["pg_hba.conf is gone"]] * 2

    seldom.repair()

    assert list(seldom.look()) == []
    assert rules.looks == 3


def test_it_goes_by_the_name_of_what_it_keeps(seldom: Throttled) -> None:
    assert seldom.name == "pg_hba.conf"
