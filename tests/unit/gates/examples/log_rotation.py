"""No log fills the disk."""

from tests.unit.gates.programs import Refused, container, program

REFUSED = {
    "none at all": Refused(
        program(container(logDriver=None, logOpts=None)), "max-size none, max-file none", '"max-size": "10m"'
    ),
    "no size": Refused(program(container(logOpts={"max-file": "3"})), "max-size none", '"max-size": "10m"'),
    "no count": Refused(program(container(logOpts={"max-size": "10m"})), "max-file none", '"max-file": "3"'),
    "a size without end": Refused(
        program(container(logOpts={"max-size": "-1", "max-file": "3"})), "max-size -1", '"max-size": "10m"'
    ),
    "no log": Refused(program(container(logDriver="none")), "log driver none", 'log_driver="json-file"'),
}
ACCEPTED = {
    "rotated": program(container()),
    "the default driver, rotated": program(container(logDriver=None)),
    "a driver that rotates by itself": program(container(logDriver="local", logOpts=None)),
    "known only later": program(container(logOpts="04da6b54-80e4-46f7-96ec-b56ff0331ba9")),
}
