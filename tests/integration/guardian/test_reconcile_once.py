"""`reconcile` on a real server: one run repairs whatever a kept volume brings, the next changes nothing."""

import json
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from castmatch.errors import UserError
from castmatch.guardian.declaration import GuardianDeclaration, Server
from castmatch.guardian.once import Patience, reconcile_once
from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.errors import Unreachable
from castmatch.roles.model import Attributes
from castmatch.roles.privileges import READ
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from castmatch.roles.verify import verify
from tests.faults.declared import PASSWORD
from tests.integration.guardian.processes import PROJECT
from tests.postgres.cluster import ADMIN_PASSWORD, Cluster

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R15")]

ROLES = (
    RoleDeclaration("staff", None, attributes=Attributes(login=False)),
    RoleDeclaration.owner("castmatch_user", PASSWORD, "castmatch"),
    RoleDeclaration(
        "anna's reader",
        "the reader's secret",
        (DatabaseDeclaration("castmatch", "castmatch_user", privileges=READ),),
        member_of=frozenset({"staff"}),
    ),
)


@pytest.fixture
def declaration(server: Cluster) -> GuardianDeclaration:
    """Everything as declared but nothing there yet: a cluster as initdb makes it."""
    server.stop()
    server.initialise()
    server.start()
    where = Server("127.0.0.1", server.port, "postgres", ADMIN_PASSWORD, str(server.home), "castmatch-dev-postgres")
    return GuardianDeclaration("dev", where, ROLES)


def once(declaration: GuardianDeclaration, seconds: float = 20) -> list[str]:
    """One run; what it said."""
    said: list[str] = []
    reconcile_once(declaration, said.append, Patience(seconds))
    return said


def changes(said: list[str]) -> list[str]:
    return [text for text in said if "reconciled and proven in" not in text]


@pytest.mark.requirement("R07")
def test_on_a_fresh_cluster_every_role_is_made_and_proven(
    server: Cluster, declaration: GuardianDeclaration, address: ServerAddress
) -> None:
    said = once(declaration)

    assert [text.partition(":")[0] for text in said if "reconciled and proven" in text] == [r.role for r in ROLES]
    for role in ROLES[1:]:
        verify(address, role)
    assert server.run("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'staff'") == [(False,)]


@pytest.mark.requirement("R14")
def test_a_second_run_changes_nothing(server: Cluster, declaration: GuardianDeclaration) -> None:
    once(declaration)
    before = server.run("SELECT rolname, rolpassword FROM pg_authid ORDER BY oid")

    assert changes(once(declaration)) == []
    assert server.run("SELECT rolname, rolpassword FROM pg_authid ORDER BY oid") == before


def test_one_run_repairs_a_lost_password_a_dropped_role_and_other_rules(
    server: Cluster, declaration: GuardianDeclaration, address: ServerAddress
) -> None:
    """A volume of another time: nobody knows the administrator's password, and a colleague shut everyone out."""
    once(declaration)
    spoil(server)

    said = changes(once(declaration))

    assert any("postgres" in text and "password" in text for text in said), said
    assert any(text.endswith("write pg_hba.conf as declared and reload it") for text in said), said
    assert any(text.startswith("castmatch_user: ") for text in said), said
    for role in ROLES[1:]:
        verify(address, role)
    assert server.admits("postgres", ADMIN_PASSWORD, "postgres")
    assert changes(once(declaration)) == []


def spoil(server: Cluster) -> None:
    """Drop the role, its database left to the administrator; his password is another; nobody gets in over TCP."""
    server.run("REASSIGN OWNED BY castmatch_user TO postgres", "castmatch")
    for database in ("castmatch", "postgres"):
        server.run("DROP OWNED BY castmatch_user", database)
    server.run("ALTER DATABASE castmatch OWNER TO postgres")
    server.run("DROP ROLE castmatch_user")
    server.run("ALTER ROLE postgres PASSWORD 'of another time'")
    rules = "SELECT 'local all all trust' UNION ALL SELECT 'host all all all reject'"
    server.run(f"COPY ({rules}) TO '{server.home / 'data' / 'pg_hba.conf'}'")
    server.run("SELECT pg_reload_conf()")


@pytest.mark.requirement("R15")
def test_what_is_declared_here_holds_from_now_on(
    declaration: GuardianDeclaration, server: Cluster, address: ServerAddress
) -> None:
    """It takes over from another declaration, as `pulumi up` does; a guardian would not."""
    reconcile(address, replace(ROLES[1], password="of another declaration"))

    once(declaration)

    assert server.admits("castmatch_user", PASSWORD, "castmatch")


@pytest.mark.requirement("R09")
def test_a_server_that_starts_later_is_waited_for(server: Cluster, declaration: GuardianDeclaration) -> None:
    server.stop()
    late = threading.Timer(1.0, server.start)
    late.start()
    try:
        once(declaration)
    finally:
        late.join()

    assert server.admits("castmatch_user", PASSWORD, "castmatch")


@pytest.mark.requirement("R09")
def test_a_server_that_answers_on_its_socket_alone_is_waited_for(
    server: Cluster, declaration: GuardianDeclaration
) -> None:
    """So does the image while it initialises a cluster; it listens on no other address than 127.0.0.1 here."""
    elsewhere = replace(declaration, server=replace(declaration.server, host="127.0.0.2"))

    with pytest.raises(Unreachable):
        once(elsewhere, seconds=1)

    assert server.run("SELECT rolname FROM pg_roles WHERE rolname = 'staff'") == []


@pytest.mark.requirement("R13")
def test_one_that_never_comes_is_given_up(server: Cluster, declaration: GuardianDeclaration) -> None:
    server.stop()
    begun = time.monotonic()
    try:
        with pytest.raises(UserError, match="PostgreSQL at"):
            once(declaration, seconds=1)
    finally:
        server.start()

    assert 1 <= time.monotonic() - begun < 10


def test_as_the_container_runs_it_no_secret_is_printed(
    server: Cluster, declaration: GuardianDeclaration, tmp_path: Path
) -> None:
    document = tmp_path / "reconcile.json"
    document.write_text(json.dumps(declaration.as_document()))

    ended = subprocess.run(
        [sys.executable, "-m", "castmatch.guardian", "reconcile", "--declaration", str(document)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "castmatch_user: reconciled and proven" in ended.stdout
    assert not [secret for secret in (PASSWORD, ADMIN_PASSWORD, "the reader's secret") if secret in ended.stdout]
