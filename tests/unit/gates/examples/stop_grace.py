"""Nothing is killed in the middle of its work."""

from tests.unit.gates.programs import Refused, container, program

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
