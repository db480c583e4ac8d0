"""A recorded declaration as a Compose project."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from castmatch.compose.model import ComposeProject, File, Image, Proof, Section
from castmatch.compose.order import depends_on
from castmatch.compose.role_step import DOCUMENT, step_document, step_name, step_service
from castmatch.compose.service import files_of, secret_file, secret_sections, service_of
from castmatch.declared.model import Declared, Resource, revealed
from castmatch.declared.stand_in import password_of
from castmatch.ordering import in_order
from castmatch.stack.containers import CONTAINERS
from castmatch.stack.names import STACK_LABEL, Names

SECRET_OUTPUTS = frozenset({"database_urls"})


def render(declared: Declared, stack: str, guardian_image: Image) -> ComposeProject:
    """The Compose project of a recording.

    Args:
        declared: the recording, with stand-ins for secrets (option OPEN_SECRETS of castmatch.declared.run).
        stack: its name.
        guardian_image: reconciles the roles; the stack itself may be without a guardian.

    Raises:
        UserError: a container declares something that is not carried over.
    """
    return _Rendering(declared, Names(stack), guardian_image).project()


class _Rendering:
    def __init__(self, declared: Declared, names: Names, guardian_image: Image) -> None:
        self._declared, self._names = declared, names
        self._volumes = {_name(found): found.name for found in declared.of_kind("Volume")}
        self._networks = {_name(found): found.name for found in declared.of_kind("Network")}
        self._containers = sorted(declared.of_kind("Container"), key=lambda found: _rank(found.name))
        self._roles = sorted(declared.of_kind("PostgresRole"), key=lambda found: found.name)
        found = [_image(image) for image in declared.of_kind("RemoteImage") if image.raw.get("build")]
        # The recording's order changes from run to run.
        self._images = {image.reference: image for image in sorted((*found, guardian_image), key=lambda one: one.name)}
        self._guardian_image = guardian_image.reference
        self._built: set[str] = set()

    def project(self) -> ComposeProject:
        given = {container.name: files_of(container) for container in self._containers}
        files = [file for found in given.values() for file in found.files]
        services = {
            container.name: service_of(container, given[container.name], self._volumes, self._networks)
            for container in self._containers
        }
        for role in self._roles:
            files.append(secret_file(step_name(role), DOCUMENT, step_document(role, self._names.stack)))
            services[step_name(role)] = self._step(role, services["postgres"])
        document = self._document(services, files)
        return ComposeProject(
            stack=self._names.stack,
            document=document,
            files=tuple(files),
            images=tuple(self._images.values()),
            mount_points=tuple(_mount_points(services.values())),
            proofs=tuple(self._proofs()),
            role_steps=self._role_steps(document["services"]),
            data_volume=self._names.data_volume,
            outputs={key: value for key, value in self._declared.exports.items() if key not in SECRET_OUTPUTS},
            passwords=tuple(sorted(password_of(found.name) for found in self._declared.of_kind("Password"))),
        )

    def _role_steps(self, ordered: Section) -> dict[str, str]:
        """Role to the container of its step, each after those that it waits for."""
        roles = {step_name(role): str(role.raw["role"]) for role in self._roles}
        return {roles[step]: self._names.container(step) for step in ordered if step in roles}

    def _step(self, role: Resource, like: Section) -> Section:
        name = step_name(role)
        (socket,) = [key for volume, key in self._volumes.items() if volume == self._names.socket_volume]
        return step_service(self._names.container(name), self._guardian_image, f"{name}-{DOCUMENT}", like, socket)

    def _document(self, services: dict[str, Section], files: list[File]) -> Section:
        nodes = {found.urn: found.name for found in self._containers}
        nodes |= {role.urn: step_name(role) for role in self._roles}
        steps = frozenset(step_name(role) for role in self._roles)
        depends = {
            name: depends_on(self._declared.resources[urn], self._declared, nodes, steps) for urn, name in nodes.items()
        }
        ordered = in_order({name: depends[name] for name in services})
        return {
            "services": {name: self._service(services[name], depends[name]) for name in ordered},
            "networks": {key: {"name": name} for name, key in self._networks.items()},
            "volumes": dict(sorted(self._volume(found) for found in self._declared.of_kind("Volume"))),
            "secrets": secret_sections(files),
        }

    def _service(self, service: Section, depends: Section) -> Section:
        labels = {STACK_LABEL: self._names.stack, **service.get("labels", {})}
        return self._with_build({**service, "labels": labels, **_waiting(depends)})

    def _with_build(self, service: Section) -> Section:
        """How to build its image, written once: Compose builds all at once, and would make two images of one tag."""
        image = self._images.get(service["image"])
        if image is None:
            return service
        if image.reference in self._built:
            return {"image": image.reference, "pull_policy": "never", **service}
        self._built.add(image.reference)
        build = {"context": f"./build/{image.name}", "args": {"BASE": image.base}}
        return {"image": image.reference, "build": build, **service}

    def _volume(self, volume: Resource) -> tuple[str, Section]:
        """A volume that Pulumi keeps is external to Compose: `down --volumes` would delete it."""
        kept = {"external": True} if volume.options.get("retainOnDelete") else {}
        return volume.name, {"name": _name(volume), **kept}

    def _proofs(self) -> Iterator[Proof]:
        for found in sorted(self._declared.of_kind("Ready"), key=lambda found: _rank(found.raw["service"])):
            inputs: dict[str, Any] = revealed(dict(found.raw))
            yield Proof(inputs["service"], inputs["kind"], inputs["target"], inputs["container"], inputs["within"])


def _image(found: Resource) -> Image:
    build = found.raw["build"]
    return Image(found.name.removesuffix("-image"), _name(found), Path(build["context"]), build["buildArgs"]["BASE"])


def _name(resource: Resource) -> str:
    return str(resource.raw["name"])


def _rank(service: str) -> int:
    """The order in which people know the services."""
    names: tuple[str, ...] = CONTAINERS
    return names.index(service) if service in names else len(names)


def _waiting(depends: Section) -> Section:
    return {"depends_on": depends} if depends else {}


def _mount_points(services: Any) -> Iterator[Path]:
    """Folders in a mounted checkout over which a volume is mounted: Docker would make them as root."""
    for service in services:
        mounts = service.get("volumes", [])
        for outer in (mount for mount in mounts if mount["type"] == "bind"):
            for inner in (mount for mount in mounts if mount["type"] == "volume"):
                if inner["target"].startswith(f"{outer['target']}/"):
                    yield Path(outer["source"]) / inner["target"].removeprefix(f"{outer['target']}/")
