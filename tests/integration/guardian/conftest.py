"""A server with a role in working order, and guardians over it."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from castmatch.guardian.declaration import GuardianDeclaration, Server
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.integration.guardian.processes import GuardianProcess, Postgres, start_guardian
from tests.integration.roles.conftest import PASSWORD
from tests.postgres.binaries import Unavailable, binaries, pinned
from tests.postgres.cluster import ADMIN_PASSWORD, in_memory, unprivileged

VERSION = "17"  # the default image's; castmatch.roles meets the others in tests/integration/roles
StartGuardian = Callable[..., GuardianProcess]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    try:
        programs = binaries(VERSION)
    except Unavailable as error:
        pytest.skip(f"PostgreSQL {VERSION}: {error}")
    home = Path(tempfile.mkdtemp(prefix="castmatch-guardian-", dir=in_memory()))
    if account := unprivileged():
        os.chown(home, account["user"], account["group"])
    made = Postgres(programs, home)
    try:
        made.initialise()
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(home)


def newest() -> Path:
    """The programs of the newest PostgreSQL that is promised to work and can be had here."""
    for major in sorted(pinned(), reverse=True):
        with contextlib.suppress(Unavailable):
            return binaries(major)
    pytest.skip("no PostgreSQL server programs on this machine, and none to be had")


@pytest.fixture
def declared() -> RoleDeclaration:
    return RoleDeclaration.owner("castmatch_user", PASSWORD, "castmatch")


@pytest.fixture
def address(server: Postgres) -> ServerAddress:
    return ServerAddress("127.0.0.1", server.port, "postgres", ADMIN_PASSWORD)


@pytest.fixture
def working(address: ServerAddress, declared: RoleDeclaration) -> RoleDeclaration:
    """The role as `pulumi up` leaves it."""
    reconcile(address, declared)
    return declared


@pytest.fixture
def start(server: Postgres, declared: RoleDeclaration, tmp_path: Path) -> Iterator[StartGuardian]:
    """Start a guardian of the role: `start(interval=0.2)` with settings of its own."""
    started: list[GuardianProcess] = []

    def begin(admin_host: str = "", **settings: Any) -> GuardianProcess:
        where = Server("127.0.0.1", server.port, "postgres", ADMIN_PASSWORD, admin_host)
        declaration = GuardianDeclaration("test", where, (declared,), **{"interval": 0.2, **settings})
        started.append(start_guardian(declaration, tmp_path))
        return started[-1]

    yield begin
    for guardian in started:
        guardian.process.kill()
        guardian.process.wait()


@pytest.fixture
def guardian(working: RoleDeclaration, start: StartGuardian) -> GuardianProcess:
    """One that looks every second, as by default, and has looked."""
    one = start(interval=1.0)
    one.wait_until("reconciled")
    return one
