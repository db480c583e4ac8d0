"""Readers, writers, groups and their members: each may what it should, and is refused what it should not."""

from dataclasses import replace

import psycopg
import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.model import Setting
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.integration.roles.conftest import Run
from tests.integration.roles.declarations import (
    ANALYST,
    ANALYSTS,
    ARCHIVIST,
    LIBRARIAN,
    act,
    assert_as_declared,
    may_not,
    may_not_enter,
)

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R07")]

NOT_A_READERS = [
    "INSERT INTO talent (name) VALUES ('Ravi')",
    "UPDATE talent SET name = 'Ravi'",
    "DELETE FROM talent",
    "TRUNCATE talent",
    "ALTER TABLE talent ADD COLUMN city text",
    "DROP TABLE talent",
    "SELECT nextval('invoice')",
    "CREATE TABLE own ()",
    "CREATE TEMPORARY TABLE own ()",
    "CREATE SCHEMA own",
]
NOT_A_WRITERS = [
    "TRUNCATE talent",
    "ALTER TABLE talent ADD COLUMN city text",
    "DROP TABLE talent",
    "CREATE TABLE own ()",
    "CREATE SCHEMA own",
]


def test_a_reader_reads(server: ServerAddress, reader: RoleDeclaration) -> None:
    assert act(server, reader, "SELECT name FROM talent") == [("Asha",)]
    assert act(server, reader, "SELECT name FROM names") == [("Asha",)]
    assert act(server, reader, "SELECT last_value FROM invoice") == [(1,)]
    assert act(server, reader, "SELECT best('Asha', 1)") == [("Asha",)]
    assert_as_declared(server, reader)


def test_a_reader_does_nothing_else(server: ServerAddress, reader: RoleDeclaration) -> None:
    for statement in NOT_A_READERS:
        may_not(server, reader, statement)


def test_a_reader_enters_no_other_database(server: ServerAddress, reader: RoleDeclaration, on_server: Run) -> None:
    reconcile(server, ARCHIVIST)

    may_not_enter(server, reader, "archive")
    may_not_enter(server, reader, "postgres")


def test_a_writer_writes(server: ServerAddress, writer: RoleDeclaration) -> None:
    act(server, writer, "INSERT INTO talent (name) VALUES ('Ravi'); UPDATE talent SET gender = 'male' WHERE id = 2")
    act(server, writer, "INSERT INTO booking (talent_id) VALUES (2); DELETE FROM booking")
    act(server, writer, "SELECT nextval('invoice'); CREATE TEMPORARY TABLE own ()")

    assert act(server, writer, "SELECT name, gender FROM talent ORDER BY id") == [("Asha", "female"), ("Ravi", "male")]
    assert_as_declared(server, writer)


def test_a_writer_does_nothing_else(server: ServerAddress, writer: RoleDeclaration) -> None:
    for statement in NOT_A_WRITERS:
        may_not(server, writer, statement)


def test_what_the_owner_makes_later_is_there_for_them_at_once(
    server: ServerAddress, reader: RoleDeclaration, writer: RoleDeclaration, as_role: Run
) -> None:
    """Without another reconcile: a migration must not lock the readers out."""
    as_role("CREATE TABLE audition (id serial, at timestamptz); CREATE SEQUENCE ticket; CREATE VIEW free AS SELECT 1")
    as_role("CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT 7'")

    act(server, writer, "INSERT INTO audition (at) VALUES (now()); SELECT nextval('ticket')")
    assert act(server, reader, "SELECT id, later() FROM audition, free, ticket") == [(1, 7)]
    may_not(server, reader, "DELETE FROM audition")
    may_not(server, reader, "SELECT nextval('ticket')")
    assert_as_declared(server, reader)
    assert_as_declared(server, writer)


def test_each_stays_settled_when_the_others_are_reconciled(
    server: ServerAddress, working: RoleDeclaration, reader: RoleDeclaration, writer: RoleDeclaration
) -> None:
    for declared in (working, reader, writer, working):
        assert reconcile(server, declared).changes == ()


def test_a_member_has_what_its_group_may(server: ServerAddress, working: RoleDeclaration) -> None:
    for declared in (ANALYSTS, ANALYST):
        reconcile(server, declared)

    assert act(server, ANALYST, "SELECT name FROM talent") == [("Asha",)]
    act(server, ANALYST, "SET ROLE analysts")
    may_not(server, ANALYST, "DELETE FROM talent")
    assert_as_declared(server, ANALYSTS)
    assert_as_declared(server, ANALYST)


def test_a_group_does_not_log_in(server: ServerAddress, working: RoleDeclaration) -> None:
    reconcile(server, ANALYSTS)

    with pytest.raises(psycopg.OperationalError, match=r"is not permitted to log in|password authentication failed"):
        act(server, replace(ANALYSTS, password="anything"), "SELECT 1")


def test_one_role_is_at_home_in_two_databases(server: ServerAddress, working: RoleDeclaration) -> None:
    reconcile(server, ARCHIVIST)
    act(server, ARCHIVIST, "CREATE TABLE reel (name text)", "archive")

    reconcile(server, LIBRARIAN)

    assert act(server, LIBRARIAN, "SELECT name FROM talent", "castmatch") == [("Asha",)]
    may_not(server, LIBRARIAN, "DELETE FROM talent", "castmatch")
    act(server, LIBRARIAN, "INSERT INTO reel VALUES ('one'); DELETE FROM reel", "archive")
    may_not(server, LIBRARIAN, "CREATE TABLE own ()", "archive")
    assert_as_declared(server, LIBRARIAN)
    assert_as_declared(server, ARCHIVIST)


def test_a_reader_may_be_held_to_reading_by_a_setting_too(server: ServerAddress, reader: RoleDeclaration) -> None:
    """Of an owner it would be a fault: it could not work."""
    read_only = Setting("default_transaction_read_only", "", "on")
    held = replace(reader, settings=frozenset({read_only}))

    reconcile(server, held)

    assert act(server, held, "SHOW default_transaction_read_only") == [("on",)]
    assert act(server, held, "SELECT name FROM talent") == [("Asha",)]
    assert_as_declared(server, held)


def test_a_reader_becomes_a_writer_and_a_reader_again(
    server: ServerAddress, reader: RoleDeclaration, writer: RoleDeclaration, as_role: Run
) -> None:
    promoted = replace(reader, databases=writer.databases)
    reconcile(server, promoted)
    act(server, promoted, "INSERT INTO talent (name) VALUES ('Ravi')")

    reconcile(server, reader)

    as_role("CREATE TABLE audition ()")
    may_not(server, reader, "INSERT INTO talent (name) VALUES ('Mira')")
    may_not(server, reader, "DELETE FROM audition")
    assert_as_declared(server, reader)
