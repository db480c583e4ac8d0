"""A role or database that was renamed is the same one still: it gets its name back, with all that it holds."""

from dataclasses import replace

import psycopg
import pytest

from castmatch.roles.changes import CreateDatabase, CreateRole
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.server import ServerAddress
from tests.integration.roles.conftest import PASSWORD, Run
from tests.integration.roles.declarations import act, assert_as_declared, assert_seen_and_repaired, findings, session

pytestmark = [
    pytest.mark.integration,
    pytest.mark.requirement("R07"),
    pytest.mark.requirement("R15"),
    pytest.mark.requirement("R20"),
]

RENAME_ROLE = "ALTER ROLE castmatch_user RENAME TO old_user"
RENAME_DATABASE = "ALTER DATABASE castmatch RENAME TO old_castmatch"
ROLE_FOUND = "role castmatch_user is missing: it was renamed to old_user"
DATABASE_FOUND = "database castmatch is missing: it was renamed to old_castmatch"


def numbers(on_server: Run) -> list[tuple[object, ...]]:
    """By which PostgreSQL itself knows the role and the database, whatever they are called."""
    return on_server(
        "SELECT (SELECT oid FROM pg_roles WHERE rolname = 'castmatch_user'),"
        "       (SELECT oid FROM pg_database WHERE datname = 'castmatch')"
    )


def test_a_role_gets_its_name_back(
    server: ServerAddress, working: RoleDeclaration, on_server: Run, as_role: Run
) -> None:
    before = numbers(on_server)
    on_server(RENAME_ROLE)

    assert_seen_and_repaired(server, working, ROLE_FOUND)

    assert numbers(on_server) == before
    as_role("ALTER TABLE talent ADD COLUMN city text")
    assert as_role("SELECT name FROM talent") == [("Asha",)]


def test_a_database_gets_its_name_back_though_somebody_is_in_it(
    server: ServerAddress, working: RoleDeclaration, on_server: Run, as_role: Run
) -> None:
    before = numbers(on_server)
    on_server(RENAME_DATABASE)
    with session(server, working, "old_castmatch") as inside:
        inside.execute("SELECT 1")

        assert_seen_and_repaired(server, working, DATABASE_FOUND)

        with pytest.raises(psycopg.OperationalError):
            inside.execute("SELECT 1")
    assert numbers(on_server) == before
    assert as_role("SELECT name FROM talent") == [("Asha",)]


def test_both_at_once(server: ServerAddress, working: RoleDeclaration, on_server: Run, as_role: Run) -> None:
    before = numbers(on_server)
    on_server(RENAME_ROLE)
    on_server(RENAME_DATABASE)

    assert_seen_and_repaired(server, working, ROLE_FOUND, DATABASE_FOUND)

    assert numbers(on_server) == before
    assert as_role("SELECT name FROM talent") == [("Asha",)]


def test_what_differs_beside_the_name_is_repaired_in_the_same_reconcile(
    server: ServerAddress, working: RoleDeclaration, on_server: Run, as_role: Run
) -> None:
    on_server("ALTER ROLE castmatch_user NOLOGIN PASSWORD NULL; ALTER ROLE castmatch_user RENAME TO old_user")
    on_server("ALTER DATABASE castmatch OWNER TO postgres")
    on_server("ALTER DATABASE castmatch ALLOW_CONNECTIONS false")
    on_server(RENAME_DATABASE)

    reconcile(server, working)

    assert as_role("SELECT name FROM talent") == [("Asha",)]
    assert_as_declared(server, working)


def test_a_reader_gets_its_name_back_with_its_rights(
    server: ServerAddress, reader: RoleDeclaration, on_server: Run
) -> None:
    on_server("ALTER ROLE reader RENAME TO somebody")

    assert_seen_and_repaired(server, reader, "role reader is missing: it was renamed to somebody")

    assert act(server, reader, "SELECT name FROM talent") == [("Asha",)]


def test_a_reader_leaves_a_renamed_database_to_its_owner(
    server: ServerAddress, working: RoleDeclaration, reader: RoleDeclaration, on_server: Run
) -> None:
    on_server(RENAME_DATABASE)
    assert findings(server, reader) == ["reader waits for castmatch_user: database castmatch is missing"]

    reconcile(server, working)

    assert_as_declared(server, reader)
    assert act(server, reader, "SELECT name FROM talent") == [("Asha",)]


@pytest.mark.parametrize("name", ["O'Neill", 'say "cheese"', "back\\slash", "a=b"])
def test_odd_names_are_recognised_too(server: ServerAddress, on_server: Run, name: str) -> None:
    declared = RoleDeclaration.owner(name, PASSWORD, name)
    reconcile(server, declared)
    quoted = '"' + name.replace('"', '""') + '"'
    on_server(f"ALTER ROLE {quoted} RENAME TO somebody")
    on_server(f"ALTER DATABASE {quoted} RENAME TO something")

    changes = reconcile(server, declared).changes

    assert not [change for change in changes if isinstance(change, CreateRole | CreateDatabase)]
    assert_as_declared(server, declared)


def test_somebody_elses_role_and_database_of_other_names_are_not_taken_for_ours(
    server: ServerAddress, declared: RoleDeclaration, on_server: Run
) -> None:
    """They carry no mark, or another's."""
    reconcile(server, RoleDeclaration.owner("other_user", PASSWORD, "other"))

    assert look(server, declared).renamed_to is None
    reconcile(server, declared)

    assert_as_declared(server, declared)
    assert on_server("SELECT count(*) FROM pg_database WHERE datname IN ('other', 'castmatch')") == [(2,)]


def test_a_role_created_in_the_meantime_stays_and_so_does_the_renamed_one(
    server: ServerAddress, working: RoleDeclaration, on_server: Run, as_role: Run
) -> None:
    on_server(RENAME_ROLE)
    on_server("CREATE ROLE castmatch_user")

    reconcile(server, working)

    assert as_role("SELECT name FROM talent") == [("Asha",)]
    assert_as_declared(server, working)
    assert on_server("SELECT count(*) FROM pg_roles WHERE rolname = 'old_user'") == [(1,)]


def test_a_lost_mark_is_put_back_before_it_is_needed(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    on_server("ALTER ROLE castmatch_user RESET castmatch.role; ALTER DATABASE castmatch RESET castmatch.database")

    assert_seen_and_repaired(
        server,
        working,
        "castmatch_user lacks the marker setting castmatch.role",
        "database castmatch lacks the marker setting castmatch.database",
    )


def test_a_name_that_the_declaration_gave_up_is_not_undone(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    """Another role is declared now: the old one's mark means nothing to it."""
    renamed = replace(RoleDeclaration.owner("casting_app", PASSWORD, "castmatch"))

    reconcile(server, renamed)

    assert act(server, renamed, "SELECT name FROM talent") == [("Asha",)]
    assert_as_declared(server, renamed)
