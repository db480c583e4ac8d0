"""A private PostgreSQL cluster of each version, and the role on it in working order.

Each test starts from an empty server and leaves one behind.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.conftest import EXHAUSTIVE
from tests.faults.declared import MIGRATIONS
from tests.faults.declared import PASSWORD as PASSWORD
from tests.integration.roles.declarations import READER, WRITER
from tests.postgres.binaries import pinned
from tests.postgres.cluster import Cluster, Rows, rows, running_version

Run = Callable[[str], Rows]

DEFAULT = "17"  # the default image's version
# What depends on the server's version runs on the oldest and the newest, with EXHAUSTIVE on each; the rest on the
# default one, which each fault meets through the guardian too. CASTMATCH_POSTGRES=all runs all on all.
OUTERMOST = frozenset({min(pinned()), max(pinned())})
BY_VERSION = frozenset({"admin", "create", "drift", "hba", "members", "settings", "tampering", "verify", "versions"})


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what need not run on this version; pytest counts it as deselected."""
    left_out = [item for item in items if _may_be_left_out(item)]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def _may_be_left_out(item: pytest.Item) -> bool:
    if item.path.parent != Path(__file__).parent or os.environ.get("CASTMATCH_POSTGRES") == "all":
        return False
    version = re.search(r"\[postgresql(\d+)", item.name)
    if version is None:
        return False
    depends_on_it = item.path.stem.removeprefix("test_") in BY_VERSION
    wanted = (pinned().keys() if os.environ.get(EXHAUSTIVE) else OUTERMOST) if depends_on_it else {DEFAULT}
    return version[1] not in wanted


@pytest.fixture(scope="session", params=sorted(pinned()), ids="postgresql{}".format)
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """Every test that asks for a server runs once on each version: `-k postgresql16` chooses one."""
    with running_version(request.param) as started:
        yield started


@pytest.fixture
def fresh(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster, emptied again after the test."""
    yield cluster
    cluster.empty()


@pytest.fixture
def server(fresh: Cluster) -> ServerAddress:
    return fresh.address


@pytest.fixture
def declared() -> RoleDeclaration:
    return RoleDeclaration.owner("castmatch_user", PASSWORD, "castmatch", connection_limit=20)


@pytest.fixture
def server_log(fresh: Cluster) -> Path:
    return fresh.log


@pytest.fixture
def socket_directory(fresh: Cluster) -> Path:
    """The folder of the socket that lets everyone in without a password."""
    return fresh.socket


@pytest.fixture
def on_server(fresh: Cluster) -> Run:
    """Run a statement as the admin, in the maintenance database."""
    return fresh.run


@pytest.fixture
def in_database(fresh: Cluster) -> Run:
    """Run a statement as the admin, in the role's database."""
    return lambda statement: fresh.run(statement, "castmatch")


@pytest.fixture
def as_role(server: ServerAddress) -> Run:
    """Run a statement as the application does: over TCP, with the role's password."""

    def run(statement: str) -> Rows:
        with psycopg.connect(
            host=server.host,
            port=server.port,
            user="castmatch_user",
            password=PASSWORD,
            dbname="castmatch",
            autocommit=True,
        ) as connection:
            return rows(connection, statement)

    return run


@pytest.fixture
def working(server: ServerAddress, declared: RoleDeclaration, as_role: Run) -> RoleDeclaration:
    """The role in its declared state, its migrations run and its data written."""
    reconcile(server, declared)
    as_role(MIGRATIONS)
    return declared


@pytest.fixture
def reader(server: ServerAddress, working: RoleDeclaration) -> RoleDeclaration:
    """A role that reads what the working one owns."""
    reconcile(server, READER)
    return READER


@pytest.fixture
def writer(server: ServerAddress, working: RoleDeclaration) -> RoleDeclaration:
    """A role that writes what the working one owns."""
    reconcile(server, WRITER)
    return WRITER
