"""One reconcile takes an empty server to a working role; a second one changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from castmatch.roles.changes import CreateDatabase, CreateRole, CreateSchema
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.describe import describe
from castmatch.roles.privileges import Privileges
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.server import ServerAddress
from tests.integration.roles.conftest import PASSWORD

Run = Callable[[str], list[tuple[Any, ...]]]

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R07")]


def test_an_empty_server_is_seen_as_one(server: ServerAddress, declared: RoleDeclaration) -> None:
    live = look(server, declared)

    assert live.attributes is None
    assert describe(live)["database castmatch"] == "missing"
    assert list(describe(live)) == list(describe(declared.desired()))


def test_an_empty_server_gets_a_working_role(server: ServerAddress, declared: RoleDeclaration, as_role: Run) -> None:
    outcome = reconcile(server, declared)

    assert [type(change) for change in outcome.changes[:2]] == [CreateDatabase, CreateRole]
    as_role("CREATE TABLE talent (name text); INSERT INTO talent VALUES ('Asha')")
    assert as_role("SELECT name FROM talent") == [("Asha",)]
    assert look(server, declared) == declared.desired()


@pytest.mark.requirement("R14")
def test_a_second_reconcile_changes_nothing(server: ServerAddress, working: RoleDeclaration) -> None:
    assert reconcile(server, working).changes == ()


def test_the_role_is_nothing_more(server: ServerAddress, working: RoleDeclaration, as_role: Run) -> None:
    """No privilege on any other database, no membership, none of the powerful attributes."""
    [flags] = as_role(
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
        "  FROM pg_roles WHERE rolname = current_user"
    )
    reachable = as_role(
        "SELECT datname FROM pg_database WHERE has_database_privilege(oid, 'CONNECT')   AND datallowconn"
    )

    assert not any(flags)
    assert reachable == [("castmatch",)]
    assert as_role("SELECT * FROM pg_auth_members WHERE member = current_user::regrole") == []


def test_a_second_role_cannot_reach_the_database_of_the_first(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    reconcile(server, RoleDeclaration.owner("other_user", "other secret", "other"))

    assert on_server(
        "SELECT has_database_privilege('other_user', 'castmatch', 'CONNECT'),"
        "       has_database_privilege('castmatch_user', 'other', 'CONNECT')"
    ) == [(False, False)]
    assert reconcile(server, working).changes == ()


def test_a_half_made_role_is_finished(server: ServerAddress, declared: RoleDeclaration, on_server: Run) -> None:
    """As an interrupted run leaves it: the database is there, and nothing else."""
    on_server("CREATE DATABASE castmatch")

    reconcile(server, declared)

    assert look(server, declared) == declared.desired()


def test_schema_public_is_left_to_the_databases_owner(
    server: ServerAddress, declared: RoleDeclaration, in_database: Run
) -> None:
    """From PostgreSQL 15 on it belongs to pg_database_owner: that is the role already."""
    reconcile(server, declared)

    [(owner, version)] = in_database(
        "SELECT pg_get_userbyid(nspowner), current_setting('server_version_num')::int"
        "  FROM pg_namespace WHERE nspname = 'public'"
    )
    assert owner == ("pg_database_owner" if version >= 150000 else "castmatch_user")


def test_every_declared_schema_is_made(server: ServerAddress, declared: RoleDeclaration, as_role: Run) -> None:
    wider = RoleDeclaration.owner("castmatch_user", PASSWORD, "castmatch", ("public", "audit"))

    outcome = reconcile(server, wider)

    assert CreateSchema("castmatch_user", "audit", "castmatch") in outcome.changes
    as_role("CREATE TABLE audit.entry (at timestamptz)")
    assert reconcile(server, wider).changes == ()


def test_fewer_privileges_than_all_can_be_declared(
    server: ServerAddress, working: RoleDeclaration, as_role: Run
) -> None:
    narrow = RoleDeclaration.owner(
        "castmatch_user",
        PASSWORD,
        "castmatch",
        privileges=Privileges(database=frozenset({"CONNECT"}), tables=frozenset({"SELECT", "INSERT", "UPDATE"})),
    )

    reconcile(server, narrow)

    assert as_role("SELECT has_table_privilege('talent', 'INSERT'), has_table_privilege('talent', 'TRUNCATE')") == [
        (True, False)
    ]
    assert reconcile(server, narrow).changes == ()
