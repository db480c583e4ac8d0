"""One declared container as a service of a Compose file."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from castmatch.compose.model import File, Section
from castmatch.declared.model import Resource, is_secret, revealed
from castmatch.errors import UserError

SECRETS = PurePosixPath("/run/secrets")  # where Compose puts each secret, and where our containers look
FILES_LABEL = "castmatch.files"  # Compose replaces a container when this changes; it does not look into files
SECRET_MODE, SHARED_MODE = 0o444, 0o666
# For the provider alone: when it waits, and what it does about a container that stopped.
_PROVIDERS_OWN = frozenset({"mustRun", "destroyGraceSeconds", "__defaults"})
# The known parts of settings that have parts.
_INNER = {
    "healthcheck": frozenset({"tests", "interval", "timeout", "retries"}),
    "networksAdvanced": frozenset({"name", "aliases"}),
    "ports": frozenset({"ip", "external", "internal"}),
    "uploads": frozenset({"file", "content", "permissions"}),
    "volumes": frozenset({"hostPath", "volumeName", "containerPath", "readOnly"}),
}


@dataclass(frozen=True)
class Given:
    """Files of one service: secrets by Compose's own section, others as mounts."""

    secrets: tuple[Section, ...]
    mounts: tuple[Section, ...]
    files: tuple[File, ...]

    @property
    def label(self) -> dict[str, str]:
        """Changes when a file does. It is made of the templates, so it holds nothing of a password."""
        if not self.files:
            return {}
        whole = "\n".join(f"{file.path} {file.template}" for file in self.files)
        return {FILES_LABEL: hashlib.sha256(whole.encode()).hexdigest()[:12]}


def service_of(container: Resource, given: Given, volumes: Mapping[str, str], networks: Mapping[str, str]) -> Section:
    """The service, without `build` and `depends_on`.

    Args:
        container: a declared Docker container.
        given: its files, see `files_of`.
        volumes: name on the machine to the key in the Compose file.
        networks: likewise.

    Raises:
        UserError: the container declares something that is not carried over yet, and would be lost silently.
    """
    inputs = {key: value for key, value in revealed(dict(container.raw)).items() if key not in _PROVIDERS_OWN}
    unknown = set(_unknown_inner(inputs))
    service = _translated(inputs, given, volumes, networks)
    if unknown := unknown | set(inputs):
        raise UserError(
            f"every setting of container {container.name} to be known to castmatch/compose/service.py",
            ", ".join(sorted(unknown)),
            "carry it over there, with its test",
        )
    return {key: value for key, value in service.items() if value not in (None, [], {})}


def _unknown_inner(inputs: Mapping[str, Any]) -> Iterator[str]:
    for key, known in _INNER.items():
        found = inputs.get(key) or []
        for entry in found if isinstance(found, list) else [found]:
            yield from (f"{key}.{name}" for name in entry if name not in known | _PROVIDERS_OWN)


def _translated(
    take_from: dict[str, Any], given: Given, volumes: Mapping[str, str], networks: Mapping[str, str]
) -> Section:
    """The service in the order in which people read it. Takes out of `take_from` all that it carries over."""

    def take(key: str, otherwise: Any = None) -> Any:
        return take_from.pop(key, otherwise)

    take("uploads")
    return {
        "image": take("image").removeprefix("sha256:"),
        "container_name": take("name"),
        "command": take("command"),
        "entrypoint": take("entrypoint"),
        "user": take("user"),
        "environment": take("envs"),
        "secrets": list(given.secrets),
        "volumes": [*(_mount(entry, volumes) for entry in take("volumes", [])), *given.mounts],
        "networks": {networks[entry["name"]]: {"aliases": entry["aliases"]} for entry in take("networksAdvanced", [])},
        "ports": [_port(entry) for entry in take("ports", [])],
        "healthcheck": _healthcheck(take("healthcheck")),
        "mem_limit": _mebibytes(take("memory")),
        "memswap_limit": _mebibytes(take("memorySwap")),
        "logging": {"driver": take("logDriver"), "options": dict(sorted(take("logOpts").items()))},
        "restart": take("restart"),
        "stop_grace_period": f"{int(take('stopTimeout'))}s",
        "stop_signal": take("stopSignal"),
        "init": False,  # as the provider asks for it; written, because a machine may have another default
        "labels": given.label,
    }


def files_of(container: Resource) -> Given:
    """The files that are uploaded into a container, as files next to the Compose file."""
    uploads = container.raw.get("uploads") or []
    hidden = [_secret_file(container.name, upload) for upload in uploads if is_secret(upload["content"])]
    shared = [_shared_file(container.name, upload) for upload in uploads if not is_secret(upload["content"])]
    return Given(
        tuple({"source": PurePosixPath(file.path).name, "target": target} for target, file in hidden),
        tuple({"type": "bind", "source": f"./{file.path}", "target": target} for target, file in shared),
        tuple(file for _, file in (*hidden, *shared)),
    )


def secret_sections(files: Iterable[File]) -> Section:
    """The top-level section with the file of each secret."""
    return {PurePosixPath(file.path).name: {"file": f"./{file.path}"} for file in files if file.mode == SECRET_MODE}


def secret_file(service: str, name: str, template: str) -> File:
    """A secret of one service, whose name below /run/secrets is `name`."""
    return File(service, f"secrets/{service}-{name}", template, SECRET_MODE)


def _secret_file(service: str, upload: Mapping[str, Any]) -> tuple[str, File]:
    path = PurePosixPath(upload["file"])
    if path.parent != SECRETS:
        raise UserError(f"each secret of {service} below {SECRETS}", str(path), "fix it in components/")
    return path.name, secret_file(service, path.name, str(revealed(upload["content"])))


def _shared_file(service: str, upload: Mapping[str, Any]) -> tuple[str, File]:
    path = PurePosixPath(upload["file"])
    return str(path), File(service, f"files/{service}-{path.name}", str(upload["content"]), SHARED_MODE)


def _mount(entry: Mapping[str, Any], volumes: Mapping[str, str]) -> Section:
    kind, source = ("bind", entry["hostPath"]) if entry.get("hostPath") else ("volume", volumes[entry["volumeName"]])
    mount: Section = {"type": kind, "source": source, "target": entry["containerPath"]}
    return {**mount, "read_only": True} if entry.get("readOnly") else mount


def _port(entry: Mapping[str, Any]) -> str:
    return f"{entry['ip']}:{int(entry['external'])}:{int(entry['internal'])}"


def _healthcheck(entry: Mapping[str, Any] | None) -> Section | None:
    if entry is None:
        return None
    rest = dict(sorted(entry.items()))
    return {"test": rest.pop("tests"), **rest, "retries": int(rest["retries"])}


def _mebibytes(value: float | None) -> str | None:
    return None if value is None else f"{int(value)}m"
