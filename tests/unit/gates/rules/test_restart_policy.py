"""Every container comes back, whatever ended it."""

import pytest

from castmatch.gates.model import Program
from tests.unit.gates.programs import Refused, assert_refused, broken, container, program

RULE = "restart-policy"
pytestmark = pytest.mark.requirement("R28")

REFUSED = {
    "none": Refused(program(container(restart=None)), "restart none", 'restart="unless-stopped"'),
    "no": Refused(program(container(restart="no")), "restart no", "unless-stopped"),
    "not after a restart of the daemon": Refused(
        program(container(restart="on-failure")), "on-failure", "unless-stopped"
    ),
}
ACCEPTED = {
    "unless stopped": program(container()),
    "always": program(container(restart="always")),
    "known only later": program(container(restart="04da6b54-80e4-46f7-96ec-b56ff0331ba9")),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_the_fix(case: Refused) -> None:
    assert_refused(RULE, case)


@pytest.mark.parametrize("judged", ACCEPTED.values(), ids=ACCEPTED)
def test_it_is_accepted(judged: Program) -> None:
    assert broken(RULE, judged) == []
