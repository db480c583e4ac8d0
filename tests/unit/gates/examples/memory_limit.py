"""One service must not take the machine down, nor make it crawl."""

from tests.unit.gates.programs import Refused, container, program

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
