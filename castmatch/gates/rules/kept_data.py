"""The database's volume can't be deleted by Pulumi, and no container but its server mounts it.

Why: it is the one thing that can't be made again. `pulumi destroy`, a replacement or a line removed from the program
would delete it; two servers on one volume destroy what is in it.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from castmatch.declared.model import Resource
from castmatch.gates.model import Program, Violation, inputs, is_unknown
from castmatch.gates.postgres import data_folder, is_server, volumes

NAME = "kept-data"
SCOPE = "stack"


def check(program: Program) -> Iterator[Violation]:
    """Every server without a data volume, every such volume that can be deleted, and every other container on it."""
    for server in program.containers:
        given = inputs(server)
        if not is_server(given):
            continue
        name = _data_volume(given)
        if name is None:
            fix = f"a named volume with retain_on_delete, mounted at {data_folder(given)}"
            yield Violation.of(
                NAME, server, "its data on a named volume", "none: the data is deleted with the container", fix
            )
            continue
        yield from _deletable(_declared(program, server, name))
        if not is_unknown(name):
            yield from _others(program, server, name)


def _data_volume(given: dict[str, Any]) -> str | None:
    """The volume mounted nearest to the data."""
    data = PurePosixPath(data_folder(given))
    mounted = {folder: name for folder, name in volumes(given).items() if folder and data.is_relative_to(folder)}
    return mounted[max(mounted, key=len)] if mounted else None


def _declared(program: Program, server: Resource, name: str) -> list[Resource]:
    """The volumes of that name; where the name is known only later, all that the server depends on."""
    every = program.docker("Volume")
    if is_unknown(name):
        return [volume for volume in every if volume.urn in server.dependencies]
    return [volume for volume in every if name in (inputs(volume).get("name"), volume.name)]


def _deletable(data_volumes: list[Resource]) -> Iterator[Violation]:
    expected = "a data volume that no command deletes"
    for volume in data_volumes:
        retained, protected = (volume.options.get(option) for option in ("retainOnDelete", "protect"))
        if is_unknown(retained) and not protected:
            found, fix = "no protect, and a policy pack isn't told of retainOnDelete", "protect=True, or an exception"
            yield Violation.of(NAME, volume, expected, found, fix)
        elif not (retained or protected):
            fix = "pulumi.ResourceOptions(retain_on_delete=True), or protect=True"
            yield Violation.of(NAME, volume, expected, "neither retainOnDelete nor protect", fix)


def _others(program: Program, server: Resource, volume: str) -> Iterator[Violation]:
    for container in program.containers:
        if container is not server and volume in volumes(inputs(container)).values():
            fix = f"give {container.name} a volume of its own; it reaches the data by SQL"
            yield Violation.of(NAME, container, f"{volume} mounted by {server.name} alone", "a mount of it", fix)
