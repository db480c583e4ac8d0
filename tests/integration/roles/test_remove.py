"""Removing a role keeps everything that it owned."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from castmatch.errors import UserError
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import CannotRemove, DatabaseRefused, Pending
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.remove import remove
from castmatch.roles.server import ServerAddress, connect_admin
from tests.integration.roles.declarations import ANALYST, ANALYSTS, ARCHIVIST, LIBRARIAN, assert_as_declared

ACCESS_LISTS = [
    ("pg_class", "relacl"),
    ("pg_attribute", "attacl"),
    ("pg_namespace", "nspacl"),
    ("pg_proc", "proacl"),
    ("pg_type", "typacl"),
    ("pg_database", "datacl"),
    ("pg_default_acl", "defaclacl"),
]

Run = Callable[[str], list[tuple[Any, ...]]]

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R07")]


def test_a_removed_role_leaves_its_database_and_its_data(
    server: ServerAddress, working: RoleDeclaration, in_database: Run
) -> None:
    remove(server, "castmatch_user")

    assert look(server, working).attributes is None
    assert in_database("SELECT name FROM talent") == [("Asha",)]


@pytest.mark.requirement("R20")
def test_a_renamed_role_takes_over_the_data_of_the_old_one(
    server: ServerAddress, working: RoleDeclaration, in_database: Run
) -> None:
    renamed = RoleDeclaration.owner("castmatch_app", "another secret", "castmatch")

    remove(server, "castmatch_user")
    reconcile(server, renamed)

    with psycopg.connect(
        host=server.host, port=server.port, user="castmatch_app", password="another secret", dbname="castmatch"
    ) as connection:
        connection.execute("ALTER TABLE talent ADD COLUMN city text")
        assert connection.execute("SELECT name FROM talent").fetchall() == [("Asha",)]


def test_a_removed_reader_leaves_no_privileges_behind(
    server: ServerAddress, working: RoleDeclaration, in_database: Run, on_server: Run, as_role: Run
) -> None:
    """Neither on what is there, nor on what is to come, nor what it passed on."""
    reconcile(server, ARCHIVIST)
    reconcile(server, LIBRARIAN)
    in_database("CREATE ROLE third; GRANT SELECT ON talent TO librarian WITH GRANT OPTION")
    in_database("SET ROLE librarian; GRANT SELECT ON talent TO third")
    [(number,)] = on_server("SELECT oid::int FROM pg_roles WHERE rolname = 'librarian'")

    remove(server, "librarian")

    as_role("CREATE TABLE audition ()")
    for catalog, acl in ACCESS_LISTS:
        assert in_database(f"SELECT FROM {catalog}, aclexplode({acl}) WHERE grantee = {number}") == [], catalog
    assert on_server(f"SELECT FROM pg_shdepend WHERE refobjid = {number} AND refclassid = 'pg_authid'::regclass") == []
    assert in_database("SELECT name FROM talent") == [("Asha",)]
    assert in_database("SELECT has_table_privilege('third', 'talent', 'SELECT')") == [(False,)]


def test_the_roles_beside_a_removed_reader_stay_as_declared(
    server: ServerAddress, working: RoleDeclaration, reader: RoleDeclaration, writer: RoleDeclaration
) -> None:
    remove(server, "reader")

    assert_as_declared(server, working)
    assert_as_declared(server, writer)


def test_a_removed_group_leaves_its_members(server: ServerAddress, working: RoleDeclaration, on_server: Run) -> None:
    reconcile(server, ANALYSTS)
    reconcile(server, ANALYST)

    remove(server, "analysts")

    assert on_server("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'analyst'") == [(True,)]
    with pytest.raises(Pending, match="role analysts is missing"):
        reconcile(server, ANALYST)


def test_a_role_that_is_logged_in_is_removed(server: ServerAddress, working: RoleDeclaration, in_database: Run) -> None:
    with psycopg.connect(
        host=server.host,
        port=server.port,
        user=working.role,
        password=working.password,
        dbname=working.databases[0].database,
    ) as application:
        application.execute("LOCK TABLE public.talent")

        remove(server, working.role)

        with pytest.raises(psycopg.OperationalError):
            application.execute("SELECT 1")
    assert in_database("SELECT name FROM talent") == [("Asha",)]


def test_what_it_owns_in_other_databases_is_kept_too(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    on_server("CREATE DATABASE castmatch_test OWNER castmatch_user")
    on_server("GRANT CONNECT ON DATABASE postgres TO castmatch_user")

    remove(server, "castmatch_user")

    assert on_server("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'castmatch_test'") == [
        ("postgres",)
    ]


def test_a_removal_that_is_held_up_drops_nothing_and_can_be_repeated(
    server: ServerAddress, working: RoleDeclaration, in_database: Run
) -> None:
    impatient = replace(server, lock_timeout=0.2)
    with connect_admin(server, "castmatch") as holder, holder.transaction():
        holder.execute("LOCK TABLE public.talent")
        with pytest.raises(CannotRemove, match="lock timeout"):
            remove(impatient, "castmatch_user")

    remove(server, "castmatch_user")

    assert in_database("SELECT name FROM talent") == [("Asha",)]


def test_a_database_that_cannot_be_entered_keeps_the_role(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    on_server("ALTER DATABASE castmatch ALLOW_CONNECTIONS false")

    with pytest.raises(DatabaseRefused, match="ALLOW_CONNECTIONS true"):
        remove(server, "castmatch_user")

    assert look(server, working).attributes is not None


def test_removing_a_role_that_is_not_there_does_nothing(server: ServerAddress) -> None:
    remove(server, "castmatch_user")


def test_a_reserved_role_is_never_removed(server: ServerAddress) -> None:
    with pytest.raises(UserError, match="reserved"):
        remove(server, "postgres")


def test_the_admin_is_never_removed(server: ServerAddress) -> None:
    with pytest.raises(UserError, match="the server's admin"):
        remove(replace(server, admin_user="boss"), "boss")
