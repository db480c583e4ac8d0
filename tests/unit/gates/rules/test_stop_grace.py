"""Nothing is killed in the middle of its work."""

import pytest

from castmatch.gates.model import Program
from tests.unit.gates.programs import Refused, assert_refused, broken, container, program

RULE = "stop-grace"
pytestmark = pytest.mark.requirement("R28")

REFUSED = {
    "none when Pulumi stops it": Refused(
        program(container(destroyGraceSeconds=None)), "destroyGraceSeconds none", "destroy_grace_seconds=10"
    ),
    "none when Docker stops it": Refused(program(container(stopTimeout=None)), "stopTimeout none", "stop_timeout=10"),
    "none on purpose": Refused(
        program(container(destroyGraceSeconds=0.0)), "destroyGraceSeconds 0", "destroy_grace_seconds=10"
    ),
}
ACCEPTED = {
    "both": program(container()),
    "known only later": program(container(stopTimeout="04da6b54-80e4-46f7-96ec-b56ff0331ba9")),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_the_fix(case: Refused) -> None:
    assert_refused(RULE, case)


@pytest.mark.parametrize("judged", ACCEPTED.values(), ids=ACCEPTED)
def test_it_is_accepted(judged: Program) -> None:
    assert broken(RULE, judged) == []
