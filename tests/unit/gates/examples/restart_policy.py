"""Every container comes back, whatever ended it."""

from tests.unit.gates.programs import Refused, container, program

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
