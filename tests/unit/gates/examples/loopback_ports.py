"""Other people in the café reach no port."""

from tests.unit.gates.programs import Refused, container, program

REFUSED = {
    "no address": Refused(
        program(container(ports=[{"internal": 5432.0, "external": 5433.0}])),
        "port 5433 on all interfaces",
        'ip="127.0.0.1"',
    ),
    "all addresses": Refused(
        program(
            container(
                ports=[
                    {"internal": 5432.0, "external": 5433.0, "ip": "127.0.0.1"},
                    {"internal": 5432.0, "external": 5433.0, "ip": "0.0.0.0"},
                ]
            )
        ),
        "port 5433 on 0.0.0.0",
        'ip="127.0.0.1"',
    ),
    "an address of the network": Refused(
        program(container(ports=[{"internal": 5432.0, "external": 5433.0, "ip": "192.168.1.7"}])),
        "192.168.1.7",
        'ip="127.0.0.1"',
    ),
    "a name": Refused(
        program(container(ports=[{"internal": 5432.0, "external": 5433.0, "ip": "localhost"}])),
        "localhost",
        'ip="127.0.0.1"',
    ),
    "every port of the image": Refused(
        program(container(publishAllPorts=True)), "publishAllPorts", "no publish_all_ports"
    ),
    "the host's own network": Refused(
        program(container(networkMode="host", ports=None)), "host's own network", "a network of its own"
    ),
}
ACCEPTED = {
    "loopback": program(container()),
    "IPv6 loopback": program(container(ports=[{"internal": 5432.0, "external": 5433.0, "ip": "::1"}])),
    "none published": program(container(ports=None)),
    "known only later": program(
        container(ports=[{"internal": 5432.0, "external": 5433.0, "ip": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}])
    ),
    "all known only later": program(container(ports="04da6b54-80e4-46f7-96ec-b56ff0331ba9")),
}
