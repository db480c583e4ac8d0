"""Every way in which the role can drift: a look sees it, a reconcile repairs it, and the application works again."""

import psycopg
import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.describe import describe
from castmatch.roles.plan import plan
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.sentences import finding
from castmatch.roles.server import ServerAddress
from tests.faults.catalogue import ON_POSTGRES
from tests.faults.fault import OWNER, Fault
from tests.integration.roles.conftest import Run
from tests.postgres.cluster import Cluster

pytestmark = [
    pytest.mark.integration,
    pytest.mark.requirement("R07"),
    pytest.mark.requirement("R15"),
    pytest.mark.requirement("R16"),
]

DRIFT = [fault for fault in ON_POSTGRES if fault.words and fault.role == OWNER]


@pytest.mark.parametrize("fault", DRIFT, ids=lambda fault: fault.id)
def test_each_fault_is_seen_and_repaired(
    fault: Fault, server: ServerAddress, working: RoleDeclaration, on_server: Run, fresh: Cluster, as_role: Run
) -> None:
    on_server("CREATE ROLE other")
    fault.cause(fresh.run)

    live = look(server, working)
    assert any(fault.words in finding(change) for change in plan(live, working.desired()))
    assert describe(live) != describe(working.desired())
    reconcile(server, working)

    assert look(server, working) == working.desired()
    assert reconcile(server, working).changes == ()
    as_role("CREATE TABLE IF NOT EXISTS talent (name text)")
    migrate_again(as_role)


def test_many_faults_are_seen_at_once_and_repaired_in_one_go(
    server: ServerAddress, working: RoleDeclaration, on_server: Run, in_database: Run, as_role: Run
) -> None:
    in_database("REVOKE ALL ON talent FROM castmatch_user; ALTER SCHEMA public OWNER TO postgres")
    on_server("ALTER ROLE castmatch_user NOLOGIN CREATEDB PASSWORD 'by hand'")
    on_server("GRANT pg_monitor TO castmatch_user")

    planned = plan(look(server, working), working.desired())

    assert len(planned) == 7
    assert reconcile(server, working).changes == planned
    migrate_again(as_role)


def test_looking_changes_nothing(server: ServerAddress, working: RoleDeclaration, on_server: Run, as_role: Run) -> None:
    on_server("ALTER ROLE castmatch_user NOLOGIN")

    assert look(server, working) == look(server, working)

    with pytest.raises(psycopg.OperationalError):
        as_role("SELECT 1")


def migrate_again(as_role: Run) -> None:
    """What the backend does at its next start; only an owner may."""
    as_role("ALTER TABLE talent ADD COLUMN city text; UPDATE talent SET city = 'Pune'")
    as_role("CREATE TABLE audition (at timestamptz); SELECT * FROM audition, talent")
