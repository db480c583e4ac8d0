"""A bug in a service is not root on the machine."""

from tests.unit.gates.programs import Refused, container, program

REFUSED = {
    "privileged": Refused(program(container(privileged=True)), "privileged mode", "remove privileged mode"),
    "a capability": Refused(
        program(container(capabilities={"adds": ["CAP_SYS_ADMIN"]})),
        "CAP_SYS_ADMIN",
        "remove the capability CAP_SYS_ADMIN",
    ),
    "all capabilities": Refused(program(container(capabilities={"adds": ["ALL"]})), "ALL", "remove the capability ALL"),
    "Docker's socket": Refused(
        program(container(volumes=[{"hostPath": "/var/run/docker.sock", "containerPath": "/docker.sock"}])),
        "socket /var/run/docker.sock",
        "remove the engine's socket",
    ),
    "Docker's socket as a mount": Refused(
        program(container(mounts=[{"type": "bind", "source": "/run/docker.sock", "target": "/x"}])),
        "socket /run/docker.sock",
        "outside the container",
    ),
    "a device": Refused(program(container(devices=[{"hostPath": "/dev/kmsg"}])), "/dev/kmsg", "remove the device"),
    "the host's processes": Refused(program(container(pidMode="host")), "pidMode", "remove the host's pidMode"),
    "no seccomp": Refused(
        program(container(securityOpts=["seccomp=unconfined"])), "seccomp=unconfined", "remove the security option"
    ),
}
ACCEPTED = {
    "nothing": program(container()),
    "a harmless capability": program(container(capabilities={"adds": ["NET_BIND_SERVICE"], "drops": ["ALL"]})),
    "a tightened option": program(container(securityOpts=["no-new-privileges:true"])),
    "a named volume": program(container(volumes=[{"volumeName": "data", "containerPath": "/data"}])),
    "known only later": program(
        container(
            capabilities="04da6b54-80e4-46f7-96ec-b56ff0331ba9", securityOpts="04da6b54-80e4-46f7-96ec-b56ff0331ba9"
        )
    ),
}
