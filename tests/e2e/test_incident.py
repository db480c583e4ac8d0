"""`make incident`: the role is dropped under load, and the guardian alone repairs it."""

import json

import pytest

from tests.e2e.stack import Stack

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.docker,
    pytest.mark.timed,
    pytest.mark.requirement("R24"),
    pytest.mark.requirement("R10"),
]


def test_the_role_is_back_and_nothing_was_restarted_or_lost(up: Stack) -> None:
    talents = up.talent_count()

    result = up.castmatch("incident", "--rounds", "3", "--json")

    assert result.code == 0, result.output
    report = json.loads(result.output)
    assert report["back_median_seconds"] <= 5
    assert (report["lost"], report["restarted"], report["unexpected"]) == (0, [], 0)
    assert report["accepted"] > 0
    # The guardian may look between two of the drop's statements, so not in each round.
    assert any("role castmatch_user is missing" in played["found"] for played in report["rounds"])
    assert up.talent_count() == talents
    assert up.is_healthy("frontend")
