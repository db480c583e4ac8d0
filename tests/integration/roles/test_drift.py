"""Every way in which the role can drift: a look sees it, a reconcile repairs it, and the application works again."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.describe import describe
from castmatch.roles.plan import plan
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.sentences import finding
from castmatch.roles.server import ServerAddress

Run = Callable[[str], list[tuple[Any, ...]]]

pytestmark = [
    pytest.mark.integration,
    pytest.mark.requirement("R07"),
    pytest.mark.requirement("R15"),
    pytest.mark.requirement("R16"),
]

# What somebody did on the server, and the sentence that preview shows for it.
ON_SERVER = [
    ("ALTER ROLE castmatch_user NOLOGIN", "castmatch_user has NOLOGIN, not LOGIN"),
    ("ALTER ROLE castmatch_user SUPERUSER", "castmatch_user has SUPERUSER, not NOSUPERUSER"),
    ("ALTER ROLE castmatch_user CREATEDB", "castmatch_user has CREATEDB, not NOCREATEDB"),
    ("ALTER ROLE castmatch_user CREATEROLE", "castmatch_user has CREATEROLE, not NOCREATEROLE"),
    ("ALTER ROLE castmatch_user REPLICATION", "castmatch_user has REPLICATION, not NOREPLICATION"),
    ("ALTER ROLE castmatch_user BYPASSRLS", "castmatch_user has BYPASSRLS, not NOBYPASSRLS"),
    ("ALTER ROLE castmatch_user NOINHERIT", "castmatch_user has NOINHERIT, not INHERIT"),
    (
        "ALTER ROLE castmatch_user CONNECTION LIMIT 0",
        "castmatch_user has connection limit 0, not connection limit 20",
    ),
    (
        "ALTER ROLE castmatch_user VALID UNTIL '2001-01-01 00:00+00'",
        "castmatch_user has a password valid until 2001-01-01 00:00:00+00, not a password valid for ever",
    ),
    (
        "ALTER ROLE castmatch_user PASSWORD 'by hand'",
        "castmatch_user has another password than the declared one",
    ),
    ("ALTER ROLE castmatch_user PASSWORD NULL", "castmatch_user has no password"),
    (
        "SET password_encryption = md5; ALTER ROLE castmatch_user PASSWORD 'by hand'",
        "castmatch_user has a password that is not stored as SCRAM-SHA-256",
    ),
    (
        "ALTER ROLE castmatch_user SET default_transaction_read_only = on",
        "castmatch_user has its own setting for default_transaction_read_only",
    ),
    (
        "ALTER ROLE castmatch_user IN DATABASE castmatch SET search_path = nowhere",
        "castmatch_user has its own setting for search_path in database castmatch",
    ),
    (
        "GRANT pg_read_all_data TO castmatch_user",
        "castmatch_user is a member of pg_read_all_data",
    ),
    ("GRANT postgres TO castmatch_user", "castmatch_user is a member of postgres"),
    (
        "CREATE ROLE other CREATEROLE; GRANT pg_monitor TO other WITH ADMIN OPTION;"
        " SET ROLE other; GRANT pg_monitor TO castmatch_user",
        "castmatch_user is a member of pg_monitor",
    ),
    (
        "ALTER DATABASE castmatch OWNER TO postgres",
        "database castmatch is not owned by castmatch_user but by postgres",
    ),
    (
        "REVOKE CONNECT ON DATABASE castmatch FROM castmatch_user",
        "castmatch_user may not CONNECT on database castmatch",
    ),
    (
        "REVOKE ALL ON DATABASE castmatch FROM castmatch_user",
        "castmatch_user may not CONNECT, CREATE, TEMPORARY on database castmatch",
    ),
    (
        "ALTER DATABASE castmatch CONNECTION LIMIT 0",
        "database castmatch does not accept every connection",
    ),
    (
        "ALTER DATABASE castmatch ALLOW_CONNECTIONS false",
        "database castmatch does not accept every connection",
    ),
    (
        "ALTER DATABASE castmatch SET default_transaction_read_only = on",
        "database castmatch is read-only by default",
    ),
    (
        "GRANT CONNECT ON DATABASE castmatch TO PUBLIC",
        "everyone (PUBLIC) may CONNECT on database castmatch",
    ),
    (
        "GRANT CONNECT ON DATABASE postgres TO PUBLIC",
        "everyone (PUBLIC) may CONNECT on database postgres",
    ),
    (
        "GRANT CONNECT ON DATABASE template1 TO castmatch_user",
        "castmatch_user may CONNECT on database template1",
    ),
]

IN_DATABASE = [
    ("DROP SCHEMA public CASCADE", "schema public is missing"),
    (
        "ALTER SCHEMA public OWNER TO postgres",
        "schema public is not owned by castmatch_user but by postgres",
    ),
    (
        "ALTER SCHEMA public OWNER TO castmatch_user; REVOKE CREATE ON SCHEMA public FROM castmatch_user",
        "castmatch_user may not CREATE on schema public",
    ),
    (
        "REVOKE SELECT ON talent FROM castmatch_user",
        "castmatch_user may not SELECT on table public.talent",
    ),
    (
        "REVOKE ALL ON talent_id_seq FROM castmatch_user",
        "castmatch_user may not SELECT, UPDATE, USAGE on sequence public.talent_id_seq",
    ),
    (
        "REVOKE USAGE ON SEQUENCE invoice FROM castmatch_user",
        "castmatch_user may not USAGE on sequence public.invoice",
    ),
    (
        "REVOKE EXECUTE ON FUNCTION best(text, integer) FROM castmatch_user",
        "castmatch_user may not EXECUTE on routine public.best(text, integer)",
    ),
    (
        "REVOKE USAGE ON TYPE gender FROM castmatch_user",
        "castmatch_user may not USAGE on type public.gender",
    ),
    (
        "ALTER TABLE talent OWNER TO postgres",
        "table public.talent is not owned by castmatch_user but by postgres",
    ),
    (
        "ALTER VIEW names OWNER TO postgres",
        "view public.names is not owned by castmatch_user but by postgres",
    ),
    (
        "ALTER SEQUENCE invoice OWNER TO postgres",
        "sequence public.invoice is not owned by castmatch_user but by postgres",
    ),
    (
        "CREATE TABLE by_hand ()",
        "table public.by_hand is not owned by castmatch_user but by postgres",
    ),
    (
        "ALTER DEFAULT PRIVILEGES FOR ROLE castmatch_user REVOKE SELECT ON TABLES FROM castmatch_user",
        "castmatch_user will not be able to SELECT on a table it creates",
    ),
]


def statements(cases: list[tuple[str, str]]) -> list[str]:
    return [statement for statement, _ in cases]


@pytest.mark.parametrize(("fault", "sentence"), ON_SERVER, ids=statements(ON_SERVER))
def test_drift_on_the_server(
    fault: str,
    sentence: str,
    server: ServerAddress,
    working: RoleDeclaration,
    on_server: Run,
    as_role: Run,
) -> None:
    on_server(fault)

    assert_seen_and_repaired(server, working, sentence)

    migrate_again(as_role)


@pytest.mark.parametrize(("fault", "sentence"), IN_DATABASE, ids=statements(IN_DATABASE))
def test_drift_in_the_database(
    fault: str,
    sentence: str,
    server: ServerAddress,
    working: RoleDeclaration,
    in_database: Run,
    as_role: Run,
) -> None:
    in_database(fault)

    assert_seen_and_repaired(server, working, sentence)

    as_role("CREATE TABLE IF NOT EXISTS talent (name text)")
    migrate_again(as_role)


def test_a_lost_database_comes_back_empty(
    server: ServerAddress, working: RoleDeclaration, on_server: Run, as_role: Run
) -> None:
    on_server("DROP DATABASE castmatch (FORCE)")

    assert_seen_and_repaired(server, working, "database castmatch is missing")

    as_role("CREATE TABLE talent (name text)")


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


def assert_seen_and_repaired(server: ServerAddress, declared: RoleDeclaration, sentence: str) -> None:
    live = look(server, declared)
    assert sentence in [finding(change) for change in plan(live, declared.desired())]
    assert describe(live) != describe(declared.desired())

    reconcile(server, declared)

    assert look(server, declared) == declared.desired()
    assert reconcile(server, declared).changes == ()


def migrate_again(as_role: Run) -> None:
    """What the backend does at its next start; only an owner may."""
    as_role("ALTER TABLE talent ADD COLUMN city text; UPDATE talent SET city = 'Pune'")
    as_role("CREATE TABLE audition (at timestamptz); SELECT * FROM audition, talent")
