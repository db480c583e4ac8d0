"""A PostgreSQL server in a container, as the administrator reaches it from this machine."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from docker.models.containers import Container

from castmatch.postgres_paths import HBA_FILE
from castmatch.probes.container import watch
from castmatch.probes.postgres import login
from castmatch.probes.wait import until_ready
from castmatch.roles.admin.hba_rules import hba_text
from castmatch.roles.server import ServerAddress
from castmatch.roles.url import database_url
from tests.conftest import Published, RunContainer

PASSWORD = "the first secret"


@dataclass(frozen=True)
class Postgres:
    """A server whose cluster was made with `admin` and PASSWORD, as components/postgres.py makes it."""

    container: Container
    port: int
    admin: str

    @property
    def name(self) -> str:
        return str(self.container.name)

    @property
    def address(self) -> ServerAddress:
        return ServerAddress("127.0.0.1", self.port, self.admin, PASSWORD)

    def address_with(self, password: str) -> ServerAddress:
        return replace(self.address, admin_password=password)


StartPostgres = Callable[..., Postgres]


@pytest.fixture(scope="module")
def start_postgres(run_container: RunContainer, postgres_image: str, published: Published) -> StartPostgres:
    """Start a server and wait until its administrator can log in: `start_postgres(admin="boss")`."""

    def start(admin: str = "postgres", **options: Any) -> Postgres:
        container = run_container(
            postgres_image,
            ["postgres", "-c", f"hba_file={HBA_FILE}"],
            files={HBA_FILE: hba_text()},
            environment={
                "POSTGRES_USER": admin,
                "POSTGRES_PASSWORD": PASSWORD,
                "POSTGRES_INITDB_ARGS": "--auth-host=scram-sha-256 --auth-local=trust",
            },
            ports={"5432/tcp": ("127.0.0.1", None)},
            **options,
        )
        server = Postgres(container, published(container, 5432), admin)
        url = database_url(admin, PASSWORD, "postgres", "127.0.0.1", server.port)
        until_ready("postgres", "a login", lambda: login(url), watch(server.name, print), within=60)
        return server

    return start
