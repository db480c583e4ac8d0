"""A role whose owner or group is not there yet waits for it, itself in order and with nothing half done."""

from dataclasses import replace

import psycopg
import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import Pending
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.integration.roles.conftest import Run
from tests.integration.roles.declarations import (
    ANALYST,
    ANALYSTS,
    ARCHIVIST,
    LIBRARIAN,
    READER,
    act,
    assert_as_declared,
    findings,
    may_not,
)

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R07"), pytest.mark.requirement("R15")]

NO_OWNER = "reader waits for castmatch_user: role castmatch_user is missing"
NO_DATABASE = "reader waits for castmatch_user: database castmatch is missing"


def test_a_reader_before_its_owner(
    server: ServerAddress, declared: RoleDeclaration, on_server: Run, as_role: Run
) -> None:
    with pytest.raises(Pending, match=NO_DATABASE):
        reconcile(server, READER)

    assert findings(server, READER) == [NO_OWNER, NO_DATABASE]
    assert on_server("SELECT FROM pg_database WHERE datname = 'castmatch'") == []

    reconcile(server, declared)
    as_role("CREATE TABLE talent (name text)")
    reconcile(server, READER)

    assert_as_declared(server, READER)
    assert act(server, READER, "SELECT name FROM talent") == []


def test_it_waits_as_long_as_it_takes_and_does_nothing_twice(server: ServerAddress, on_server: Run) -> None:
    with pytest.raises(Pending):
        reconcile(server, READER)
    before = on_server("SELECT found::text FROM pg_authid AS found WHERE rolname = 'reader'")

    with pytest.raises(Pending):
        reconcile(server, READER)

    assert on_server("SELECT found::text FROM pg_authid AS found WHERE rolname = 'reader'") == before


def test_a_member_before_its_group(server: ServerAddress, working: RoleDeclaration) -> None:
    with pytest.raises(Pending, match="analyst waits for analysts: role analysts is missing"):
        reconcile(server, ANALYST)

    reconcile(server, ANALYSTS)
    reconcile(server, ANALYST)

    assert_as_declared(server, ANALYST)
    assert act(server, ANALYST, "SELECT name FROM talent") == [("Asha",)]


def test_of_two_databases_the_one_that_is_there_is_granted_meanwhile(
    server: ServerAddress, working: RoleDeclaration
) -> None:
    with pytest.raises(Pending, match="database archive is missing"):
        reconcile(server, LIBRARIAN)
    assert act(server, LIBRARIAN, "SELECT name FROM talent") == [("Asha",)]

    reconcile(server, ARCHIVIST)
    reconcile(server, LIBRARIAN)

    assert_as_declared(server, LIBRARIAN)


def test_a_schema_is_awaited_from_the_owner(server: ServerAddress, working: RoleDeclaration, as_role: Run) -> None:
    [granted] = READER.databases
    wider = replace(READER, databases=(replace(granted, schemas=("public", "audit")),))

    with pytest.raises(Pending, match="schema audit in database castmatch is missing"):
        reconcile(server, wider)
    assert act(server, wider, "SELECT name FROM talent") == [("Asha",)]

    as_role("CREATE SCHEMA audit; CREATE TABLE audit.entry ()")
    reconcile(server, wider)

    act(server, wider, "SELECT * FROM audit.entry")
    assert_as_declared(server, wider)


def test_a_database_that_its_owner_closed_is_awaited(
    server: ServerAddress, working: RoleDeclaration, reader: RoleDeclaration, on_server: Run
) -> None:
    on_server("ALTER DATABASE castmatch ALLOW_CONNECTIONS false; ALTER ROLE reader CREATEDB")

    with pytest.raises(Pending, match="database castmatch that accepts connections is missing"):
        reconcile(server, reader)
    reconcile(server, working)

    assert_as_declared(server, reader)
    may_not(server, reader, "CREATE DATABASE own")


def test_a_reader_outlives_the_loss_of_database_and_owner(
    server: ServerAddress, working: RoleDeclaration, reader: RoleDeclaration, on_server: Run, as_role: Run
) -> None:
    on_server("DROP DATABASE castmatch (FORCE)")
    on_server("DROP ROLE castmatch_user")
    with pytest.raises(Pending):
        reconcile(server, reader)

    reconcile(server, working)
    reconcile(server, reader)

    as_role("CREATE TABLE talent (name text)")
    assert act(server, reader, "SELECT name FROM talent") == []


def test_a_waiting_role_cannot_enter_anything(server: ServerAddress) -> None:
    with pytest.raises(Pending):
        reconcile(server, READER)

    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        act(server, READER, "SELECT 1", "postgres")
