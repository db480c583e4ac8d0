"""A container sees the configured sources of the machine and no more."""

from tests.unit.gates.programs import VOLUME, Refused, container, program, resource

REFUSED = {
    "the home folder": Refused(
        program(
            container(volumes=[{"hostPath": "/home/anna", "containerPath": "/srv/app"}]),
            host_folders=("/home/anna/backend",),
        ),
        "a mount of /home/anna",
        "castmatch:sources",
    ),
    "a folder with the same beginning": Refused(
        program(
            container(volumes=[{"hostPath": "/home/anna/backend-keys", "containerPath": "/srv/app"}]),
            host_folders=("/home/anna/backend",),
        ),
        "backend-keys",
        "a folder below /home/anna/backend",
    ),
    "a way out": Refused(
        program(
            container(volumes=[{"hostPath": "/home/anna/backend/../.ssh", "containerPath": "/srv/app"}]),
            host_folders=("/home/anna/backend",),
        ),
        ".ssh",
        "a named volume",
    ),
    "a mount": Refused(
        program(container(mounts=[{"type": "bind", "source": "/etc", "target": "/etc"}])),
        "a mount of /etc",
        "no folder at all",
    ),
    "a volume that is a folder": Refused(
        program(resource(VOLUME, "disguise", driverOpts={"type": "none", "o": "bind", "device": "/etc"})),
        "a volume that is /etc",
        "a named volume",
    ),
    "another container's mounts": Refused(
        program(container(volumes=[{"fromContainer": "backend"}])), "all that backend mounts", "a named volume"
    ),
}
ACCEPTED = {
    "none": program(container()),
    "a configured source": program(
        container(volumes=[{"hostPath": "/home/anna/backend", "containerPath": "/srv/app"}]),
        host_folders=("/home/anna/backend",),
    ),
    "below one": program(
        container(volumes=[{"hostPath": "/home/anna/backend/src", "containerPath": "/srv/app"}]),
        host_folders=("/home/anna/backend",),
    ),
    "a named volume": program(container(volumes=[{"volumeName": "data", "containerPath": "/data"}])),
    "a volume mount": program(container(mounts=[{"type": "volume", "source": "data", "target": "/data"}])),
    "a volume in memory": program(resource(VOLUME, "cache", driverOpts={"type": "tmpfs", "device": "tmpfs"})),
    "known only later": program(
        container(volumes=[{"hostPath": "04da6b54-80e4-46f7-96ec-b56ff0331ba9", "containerPath": "/srv/app"}]),
        host_folders=("/home/anna/backend",),
    ),
}
