"""A server with a role in working order, and guardians over it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from castmatch.guardian.declaration import GuardianDeclaration, Server
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.faults.declared import ROLES
from tests.integration.guardian.processes import GuardianProcess, running_guardian
from tests.postgres.cluster import ADMIN_PASSWORD, Cluster, running_version

VERSION = "17"  # the default image's; castmatch.roles meets the others in tests/integration/roles
StartGuardian = Callable[..., GuardianProcess]


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with running_version(VERSION) as started:
        yield started


@pytest.fixture
def declared() -> RoleDeclaration:
    return ROLES[0]


@pytest.fixture
def address(server: Cluster) -> ServerAddress:
    return server.address


@pytest.fixture
def working(address: ServerAddress, declared: RoleDeclaration) -> RoleDeclaration:
    """The role as `pulumi up` leaves it."""
    reconcile(address, declared)
    return declared


@pytest.fixture
def start(server: Cluster, declared: RoleDeclaration, tmp_path: Path) -> Iterator[StartGuardian]:
    """Start a guardian of the role, or of `roles`: `start(interval=0.2)` with settings of its own."""
    with ExitStack() as started:

        def begin(*roles: RoleDeclaration, admin_host: str = "", **settings: Any) -> GuardianProcess:
            where = Server("127.0.0.1", server.port, "postgres", ADMIN_PASSWORD, admin_host)
            declaration = GuardianDeclaration("test", where, roles or (declared,), **{"interval": 0.2, **settings})
            return started.enter_context(running_guardian(declaration, tmp_path))

        yield begin


@pytest.fixture
def guardian(working: RoleDeclaration, start: StartGuardian) -> GuardianProcess:
    """One that looks every second, as by default, and has looked."""
    one = start(interval=1.0)
    one.wait_until("reconciled")
    return one
