"""Whatever hands went over the server: one reconcile later everything is as declared, and nothing is lost."""

import os
import secrets
from collections.abc import Sequence

import psycopg
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from castmatch.roles.changes import CreateDatabase, OpenDatabase, RenameDatabase, RenameRole
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.plan import plan
from castmatch.roles.reconcile import look, reconcile
from tests.conftest import EXHAUSTIVE
from tests.faults.catalogue import ON_POSTGRES
from tests.faults.declared import MIGRATIONS, ROLES
from tests.faults.fault import Data, Fault
from tests.integration.roles.tampering import tampered
from tests.postgres.cluster import Cluster, Rows, rows

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R07"), pytest.mark.requirement("R15")]

OWNER, READER = ROLES
LONGEST = 10  # faults

# Sequences on each version, always the same. CASTMATCH_TAMPERING=1000: always new ones.
FEW = 40 if os.environ.get(EXHAUSTIVE) else 15
MORE = os.environ.get("CASTMATCH_TAMPERING")

# After these the plan is made again: only then can the inside be read.
FIRST = (CreateDatabase, OpenDatabase, RenameDatabase, RenameRole)

# Faults that are possible only after another one, not in a transaction, or not on every version.
OUTSIDE = psycopg.errors.ActiveSqlTransaction
EXPECTED: dict[str, type[psycopg.Error]] = {
    "role dropped wherever it owned something": psycopg.errors.DependentObjectsStillExist,
    "reader dropped wherever it owned something": psycopg.errors.DependentObjectsStillExist,
    "role made by hand": psycopg.errors.DuplicateObject,
    "member without inheritance": psycopg.errors.SyntaxError,  # before PostgreSQL 16
    "database dropped": OUTSIDE,
    "database made by hand": OUTSIDE,
    "database copied": OUTSIDE,
    "another database of the role": OUTSIDE,
    "table altered for a moment": psycopg.errors.DivisionByZero,
}

# By this the data is found wherever it went.
WRITTEN = "what the application has written"
FIND = f"SELECT oid::regclass::text FROM pg_class WHERE obj_description(oid, 'pg_class') = '{WRITTEN}'"


def test_one_reconcile_repairs_any_sequence(fresh: Cluster) -> None:
    version = int(fresh.run("SHOW server_version_num")[0][0])

    @seed(secrets.randbits(64) if MORE else version)
    @settings(max_examples=int(MORE or FEW), database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(ON_POSTGRES), min_size=1, max_size=LONGEST))
    def repaired(faults: list[Fault]) -> None:
        assert_repaired(fresh, faults)

    repaired()


def test_every_fault_is_possible(fresh: Cluster) -> None:
    """Otherwise a slip in its SQL would be left out in silence for ever."""
    start_working(fresh)

    refusals = {fault.name: refusal for fault in ON_POSTGRES if (refusal := refused(fresh, fault))}

    assert {name: error for name, error in refusals.items() if not isinstance(error, EXPECTED.get(name, ()))} == {}


def refused(cluster: Cluster, fault: Fault) -> psycopg.Error | None:
    """Why a fault is impossible in the working state, if it is. It is taken back."""
    try:
        for database, statement in fault.statements:
            cluster.run(f"BEGIN; {statement}; ROLLBACK", database)
    except psycopg.Error as error:
        return error
    return None


def assert_repaired(cluster: Cluster, faults: Sequence[Fault]) -> None:
    start_working(cluster)
    with tampered(cluster, faults) as data:
        for declared in ROLES:
            assert_its_plan_suffices(cluster, declared)
    for declared in ROLES:
        assert plan(look(cluster.address, declared), declared.desired()) == ()
    assert_at_work(cluster)
    assert_not_lost(cluster, data)


def start_working(cluster: Cluster) -> None:
    """An environment in daily use: all roles as declared, migrations run, data written, and a role of somebody else."""
    cluster.empty()
    cluster.run("CREATE ROLE other")
    for declared in ROLES:
        reconcile(cluster.address, declared)
    run_as(cluster, OWNER, f"{MIGRATIONS}; COMMENT ON TABLE talent IS '{WRITTEN}'")


def assert_its_plan_suffices(cluster: Cluster, declared: RoleDeclaration) -> None:
    """Each of its changes is possible in its order: otherwise they would have been rolled back together."""
    planned = plan(look(cluster.address, declared), declared.desired())

    done = reconcile(cluster.address, declared).changes

    if not any(isinstance(change, FIRST) for change in planned):
        assert done[: len(planned)] == planned


def assert_at_work(cluster: Cluster) -> None:
    """The owner creates and writes as a migration does; the reader reads it, and no more."""
    run_as(cluster, OWNER, "CREATE TABLE audition (id serial, day date); INSERT INTO audition (day) VALUES (now())")
    assert run_as(cluster, OWNER, "SELECT id FROM audition") == [(1,)]
    assert run_as(cluster, READER, "SELECT id FROM audition") == [(1,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run_as(cluster, READER, "DELETE FROM audition")


def assert_not_lost(cluster: Cluster, data: Data) -> None:
    if data is Data.KEPT:
        assert run_as(cluster, READER, "SELECT name FROM talent") == [("Asha",)]
        run_as(cluster, OWNER, "ALTER TABLE talent ADD COLUMN city text; UPDATE talent SET city = best('Pune', 1)")
    elif data is Data.ELSEWHERE:
        assert ("Asha",) in found_anywhere(cluster)


def found_anywhere(cluster: Cluster) -> Rows:
    names = cluster.run("SELECT datname FROM pg_database WHERE oid >= 16384 AND datallowconn")
    return [
        row
        for (database,) in names
        for (table,) in cluster.run(FIND, database)
        for row in cluster.run(f"SELECT name FROM {table}", database)
    ]


def run_as(cluster: Cluster, declared: RoleDeclaration, statement: str) -> Rows:
    """As an application does: over TCP, with the role's password."""
    address = cluster.address
    with psycopg.connect(
        host=address.host,
        port=address.port,
        user=declared.role,
        password=declared.password,
        dbname="castmatch",
        autocommit=True,
    ) as connection:
        return rows(connection, statement)
