"""Recognise PostgreSQL in a program: its server, its data, its clients and its roles."""

import re
from typing import Any

from castmatch.declared.model import Resource, texts
from castmatch.gates.model import Program, entries, inputs

URL = re.compile(r"\bpostgres(ql)?(\+\w+)?://")
NAMES = re.compile(r"DATABASE_URL|POSTGRES_URL|PGHOST|PGSERVICE|PGUSER")
SOCKETS = ("/var/run/postgresql", "/run/postgresql")
DATA = "/var/lib/postgresql"


def environment(given: dict[str, Any]) -> dict[str, str]:
    """A container's plain environment."""
    envs = given.get("envs")
    pairs = (str(env).partition("=") for env in envs) if isinstance(envs, list) else ()
    return {name: value for name, _, value in pairs}


def is_server(given: dict[str, Any]) -> bool:
    """Whether a container runs a PostgreSQL server, as far as its declaration tells."""
    variables = environment(given)
    words = given.get("command") or given.get("entrypoints") or [""]
    started = str(words[0]).rpartition("/")[2]
    image = str(given.get("image", "")).removeprefix("sha256:").partition("@")[0].rpartition("/")[2]
    named = any(name == "PGDATA" or name.startswith("POSTGRES_INITDB") for name in variables)
    return named or started == "postgres" or image.partition(":")[0] in ("postgres", "postgis", "timescaledb")


def data_folder(given: dict[str, Any]) -> str:
    """The folder of a server's data."""
    return environment(given).get("PGDATA", f"{DATA}/data")


def uses_database(given: dict[str, Any]) -> str:
    """The evidence that a container other than the server uses PostgreSQL; "" if there is none."""
    if is_server(given):
        return ""
    for name, value in environment(given).items():
        if NAMES.search(name) or URL.search(value):
            return f"the variable {name}"
    for upload in entries(given.get("uploads")):
        if NAMES.search(upload.get("file", "")) or any(URL.search(text) for text in texts(upload)):
            return f"the file {upload.get('file')}"
    for volume in entries(given.get("volumes")):
        if str(volume.get("containerPath", "")).rstrip("/") in SOCKETS:
            return "the server's socket"
    return ""


def roles(program: Program) -> list[Resource]:
    """Every declared role: this project's PostgresRole, and Role of Pulumi's PostgreSQL provider."""
    others = [found for found in program.declared.of_kind("Role") if found.kind.startswith("postgresql:")]
    return [*program.declared.of_kind("PostgresRole"), *others]


def volumes(given: dict[str, Any]) -> dict[str, str]:
    """The named volumes that a container mounts, by folder inside the container."""
    mounted = {
        v.get("containerPath", ""): v["volumeName"] for v in entries(given.get("volumes")) if v.get("volumeName")
    }
    for mount in entries(given.get("mounts")):
        if mount.get("type") == "volume" and mount.get("source"):
            mounted[mount.get("target", "")] = mount["source"]
    return mounted


def role_name(role: Resource) -> str:
    """The name that a role has in PostgreSQL."""
    given = inputs(role)
    return str(given.get("role") or given.get("name") or role.name)
