"""A PostgreSQL container as its clients see it: over the network, with a password."""

from pathlib import Path
from typing import Any

import psycopg
from docker.models.containers import Container

from tests.integration.images.containers import Containers, address
from tests.waiting import eventually

PASSWORD = "correct horse"
DATA = "/var/lib/postgresql/data"
SCRIPTS = "/docker-entrypoint-initdb.d"


def start(postgres: Containers, *command: str, volume: str = "", scripts: Path | None = None, **env: str) -> Container:
    """Starts a server: with PASSWORD unless `env` says something about a password."""
    volumes = {volume: {"bind": DATA}} if volume else {}
    if scripts:
        volumes[str(scripts)] = {"bind": SCRIPTS, "mode": "ro"}
    if not any("PASSWORD" in name for name in env):
        env["POSTGRES_PASSWORD"] = PASSWORD
    return postgres.start(*command, environment=env, volumes=volumes)


def log_in(container: Container, **options: Any) -> psycopg.Connection:
    login: dict[str, Any] = {"user": "postgres", "password": PASSWORD, "connect_timeout": 5}
    return psycopg.connect(host=address(container), autocommit=True, **(login | options))


def ready(container: Container, **options: Any) -> psycopg.Connection:
    """A session as soon as the server lets one in."""
    return eventually(lambda: log_in(container, **options), during=(psycopg.OperationalError,))


def ask(session: psycopg.Connection, query: str) -> Any:
    """The first column of the first row."""
    row = session.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]
