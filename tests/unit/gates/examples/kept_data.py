"""The one thing that can't be made again stays."""

from typing import Any

from castmatch.declared.model import UNKNOWN, Resource
from tests.unit.gates.programs import VOLUME, Refused, container, program, resource

FOLDER = "/var/lib/postgresql/data"


def volume(**options: Any) -> Resource:
    return resource(VOLUME, "data", options=options, name="dev-data")


def server(mounted: str | None = "dev-data", folder: str = FOLDER, **changes: Any) -> Resource:
    volumes = [{"volumeName": mounted, "containerPath": folder}] if mounted else None
    return container("postgres", image="postgres:17.6", volumes=volumes, **changes)


def neighbour(folder: str = "/backup") -> Resource:
    return container("backup", volumes=[{"volumeName": "dev-data", "containerPath": folder}])


KEPT = volume(retainOnDelete=True)
REFUSED = {
    "a volume that can be deleted": Refused(
        program(volume(), server()), "neither retainOnDelete nor protect", "retain_on_delete=True"
    ),
    "one whose name is known only later": Refused(
        program(volume(), server(UNKNOWN, needs=(volume(),))),
        "neither retainOnDelete nor protect",
        "retain_on_delete=True",
    ),
    "one of a policy pack's": Refused(
        program(volume(retainOnDelete=UNKNOWN), server()), "isn't told of retainOnDelete", "protect=True"
    ),
    "no volume": Refused(program(server(None)), "none: the data is deleted with the container", f"mounted at {FOLDER}"),
    "a volume beside the data": Refused(program(KEPT, server(folder="/var/lib/postgresql/17")), "none", FOLDER),
    "another container on it": Refused(program(KEPT, server(), neighbour()), "a mount of it", "a volume of its own"),
    "a server known by its variable": Refused(
        program(container(envs=["PGDATA=/data"])), "none", "a named volume with retain_on_delete, mounted at /data"
    ),
    "a server known by its command": Refused(
        program(container(image="sha256:1", command=["postgres", "-c", "x=1"])), "none", f"mounted at {FOLDER}"
    ),
}
ACCEPTED = {
    "retained": program(KEPT, server()),
    "protected": program(volume(protect=True), server()),
    "protected, in a policy pack": program(volume(protect=True, retainOnDelete=UNKNOWN), server()),
    "above the data": program(KEPT, server(folder="/var/lib/postgresql")),
    "a volume that the program doesn't declare": program(server("from-elsewhere")),
    "a volume mount": program(
        KEPT, container(image="postgres:17.6", mounts=[{"type": "volume", "source": "dev-data", "target": FOLDER}])
    ),
    "one of two on the way to the data": program(
        KEPT,
        resource(VOLUME, "above", name="above"),
        container(
            image="postgres:17.6",
            volumes=[
                {"volumeName": "above", "containerPath": "/var/lib/postgresql"},
                {"volumeName": "dev-data", "containerPath": FOLDER},
            ],
        ),
    ),
    "no database": program(volume(), neighbour()),
}
