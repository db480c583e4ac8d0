"""One service must not take the machine down, nor make it crawl."""

import pytest

from castmatch.gates.model import Program
from tests.unit.gates.programs import Refused, assert_refused, broken, container, program

RULE = "memory-limit"
pytestmark = pytest.mark.requirement("R28")

REFUSED = {
    "no limit": Refused(program(container(memory=None)), "memory none", "memory=512"),
    "a limit of nothing": Refused(program(container(memory=0.0)), "memory none", "memory=512"),
    "no swap limit": Refused(program(container(memorySwap=None)), "memorySwap none", "memory_swap=512"),
    "swap without end": Refused(program(container(memorySwap=-1.0)), "memorySwap -1", "memory_swap=512"),
}
ACCEPTED = {
    "both": program(container()),
    "known only later": program(container(memory="04da6b54-80e4-46f7-96ec-b56ff0331ba9")),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_with_the_fix(case: Refused) -> None:
    assert_refused(RULE, case)


@pytest.mark.parametrize("judged", ACCEPTED.values(), ids=ACCEPTED)
def test_it_is_accepted(judged: Program) -> None:
    assert broken(RULE, judged) == []
