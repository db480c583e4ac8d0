"""What everyone (PUBLIC) may is settled by the owner; what is not declared is left alone."""

from dataclasses import replace

import pytest

from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.privileges import NOTHING
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.integration.roles.conftest import PASSWORD, Run
from tests.integration.roles.declarations import (
    CASTMATCH,
    READER,
    WRITER,
    act,
    assert_as_declared,
    assert_seen_and_repaired,
    granted,
    may_not,
    may_not_enter,
)

pytestmark = [
    pytest.mark.integration,
    pytest.mark.requirement("R07"),
    pytest.mark.requirement("R15"),
    pytest.mark.requirement("R16"),
]

EVERYONES = replace(NOTHING, database=frozenset({"CONNECT"}), schema=frozenset({"USAGE"}))
OPEN = DatabaseDeclaration("castmatch", "castmatch_user", public=EVERYONES)
OPEN_OWNER = RoleDeclaration("castmatch_user", PASSWORD, (OPEN,))
# No grants of its own: what it may in the database, it may as everyone.
GUEST = RoleDeclaration("guest", "the guest's secret")


@pytest.fixture
def opened(server: ServerAddress, working: RoleDeclaration) -> RoleDeclaration:
    reconcile(server, OPEN_OWNER)
    reconcile(server, GUEST)
    return OPEN_OWNER


def test_a_declared_right_of_everyone_is_given(server: ServerAddress, opened: RoleDeclaration) -> None:
    assert act(server, GUEST, "SELECT has_schema_privilege('public', 'USAGE')") == [(True,)]
    may_not(server, GUEST, "CREATE TABLE public.own ()")
    may_not(server, GUEST, "CREATE TEMPORARY TABLE own ()")
    assert_as_declared(server, opened)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("REVOKE CONNECT ON DATABASE castmatch FROM PUBLIC", "everyone (PUBLIC) may not CONNECT on database castmatch"),
        ("GRANT TEMPORARY ON DATABASE castmatch TO PUBLIC", "everyone (PUBLIC) may TEMPORARY on database castmatch"),
        ("REVOKE USAGE ON SCHEMA public FROM PUBLIC", "everyone (PUBLIC) may not USAGE on schema public"),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "everyone (PUBLIC) may CREATE on schema public"),
    ],
)
def test_drift_of_what_everyone_may_is_repaired(
    fault: str, sentence: str, server: ServerAddress, opened: RoleDeclaration, in_database: Run
) -> None:
    in_database(fault)

    assert_seen_and_repaired(server, opened, sentence)

    may_not(server, GUEST, "CREATE TABLE public.own ()")
    may_not(server, GUEST, "CREATE TEMPORARY TABLE own ()")


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("GRANT SELECT ON talent TO PUBLIC", "everyone (PUBLIC) may SELECT on table public.talent"),
        ("GRANT SELECT (name) ON talent TO PUBLIC", "everyone (PUBLIC) may SELECT on table public.talent"),
        ("GRANT SELECT ON names TO PUBLIC", "everyone (PUBLIC) may SELECT on view public.names"),
        ("GRANT USAGE ON SEQUENCE invoice TO PUBLIC", "everyone (PUBLIC) may USAGE on sequence public.invoice"),
        (
            "CREATE ROLE third; GRANT USAGE ON SCHEMA public TO third; GRANT SELECT ON talent TO third"
            " WITH GRANT OPTION; SET ROLE third; GRANT SELECT ON talent TO PUBLIC",
            "everyone (PUBLIC) may SELECT on table public.talent",
        ),
    ],
)
def test_a_right_on_an_object_given_to_everyone_is_taken_by_the_owners_reconcile(
    fault: str, sentence: str, server: ServerAddress, opened: RoleDeclaration, in_database: Run
) -> None:
    in_database(fault)

    assert_seen_and_repaired(server, opened, sentence)

    may_not(server, GUEST, "SELECT name FROM public.talent")
    may_not(server, GUEST, "SELECT name FROM public.names")
    may_not(server, GUEST, "SELECT nextval('public.invoice')")


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (
            "GRANT SELECT ON TABLES TO PUBLIC",
            "everyone (PUBLIC) will be able to SELECT on a table castmatch_user creates",
        ),
        (
            "IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC",
            "everyone (PUBLIC) will be able to SELECT on a table castmatch_user creates in public",
        ),
        (
            "GRANT CREATE ON SCHEMAS TO PUBLIC",
            "everyone (PUBLIC) will be able to CREATE on a schema castmatch_user creates",
        ),
        (
            "IN SCHEMA public GRANT USAGE ON SEQUENCES TO PUBLIC",
            "everyone (PUBLIC) will be able to USAGE on a sequence castmatch_user creates in public",
        ),
    ],
)
def test_a_right_on_what_is_to_come_is_taken_from_everyone_before_it_comes(
    fault: str, sentence: str, server: ServerAddress, opened: RoleDeclaration, in_database: Run, as_role: Run
) -> None:
    in_database(f"ALTER DEFAULT PRIVILEGES FOR ROLE castmatch_user {fault}")

    assert_seen_and_repaired(server, opened, sentence)

    as_role("CREATE TABLE audition (id serial); CREATE SCHEMA reels")
    may_not(server, GUEST, "CREATE TABLE reels.own ()")
    may_not(server, GUEST, "SELECT * FROM public.audition")
    may_not(server, GUEST, "SELECT nextval('public.audition_id_seq')")


def test_a_database_that_is_declared_open_no_longer_is_closed(server: ServerAddress, opened: RoleDeclaration) -> None:
    closed = RoleDeclaration("castmatch_user", PASSWORD, (CASTMATCH,))

    reconcile(server, closed)

    may_not_enter(server, GUEST, "castmatch")
    assert_as_declared(server, closed)


def test_another_role_leaves_what_everyone_may_to_the_owner(
    server: ServerAddress, reader: RoleDeclaration, in_database: Run
) -> None:
    in_database("GRANT SELECT ON talent TO PUBLIC; GRANT CREATE ON SCHEMA public TO PUBLIC")
    in_database("GRANT TEMPORARY ON DATABASE castmatch TO PUBLIC; ALTER TABLE talent OWNER TO postgres")
    in_database("ALTER DATABASE castmatch CONNECTION LIMIT 50")

    assert_as_declared(server, reader)


def test_in_an_open_database_owner_and_reader_agree(
    server: ServerAddress, opened: RoleDeclaration, on_server: Run
) -> None:
    there = replace(READER, databases=(granted(OPEN, privileges=READER.databases[0].privileges, public=EVERYONES),))

    reconcile(server, there)

    assert_as_declared(server, there)
    assert_as_declared(server, opened)


@pytest.mark.parametrize("powers", ["LOGIN SUPERUSER", "LOGIN CREATEDB CREATEROLE CONNECTION LIMIT 3 PASSWORD 'x'"])
def test_a_role_that_is_not_declared_is_never_touched(
    powers: str, server: ServerAddress, working: RoleDeclaration, on_server: Run, in_database: Run
) -> None:
    on_server(f"CREATE ROLE team; CREATE ROLE stranger {powers}; GRANT team, pg_monitor TO stranger WITH ADMIN OPTION")
    on_server("CREATE DATABASE strange OWNER stranger")
    on_server("ALTER ROLE stranger SET work_mem TO '8MB'")
    on_server("ALTER ROLE stranger IN DATABASE castmatch SET search_path TO elsewhere")
    in_database("CREATE SCHEMA elsewhere AUTHORIZATION stranger; GRANT SELECT ON talent TO stranger")
    in_database("CREATE TABLE elsewhere.notes (); ALTER TABLE elsewhere.notes OWNER TO stranger")
    in_database("ALTER DEFAULT PRIVILEGES FOR ROLE castmatch_user GRANT SELECT ON TABLES TO stranger")
    in_database("GRANT ALL ON elsewhere.notes TO PUBLIC; GRANT CONNECT ON DATABASE strange TO PUBLIC")
    before = state_of_the_stranger(on_server, in_database)

    for declared in (working, READER, WRITER, replace(working, password="another")):
        reconcile(server, declared)

    assert state_of_the_stranger(on_server, in_database) == before


def state_of_the_stranger(on_server: Run, in_database: Run) -> list[object]:
    """All that the server keeps about a role, and the access lists that name it."""
    return [
        on_server("SELECT found::text FROM pg_authid AS found WHERE rolname = 'stranger'"),
        on_server("SELECT roleid::regrole, admin_option FROM pg_auth_members WHERE member = 'stranger'::regrole"),
        on_server("SELECT * FROM pg_db_role_setting WHERE setrole = 'stranger'::regrole"),
        on_server("SELECT datdba, datacl FROM pg_database WHERE datname = 'strange'"),
        in_database("SELECT nspowner, nspacl FROM pg_namespace WHERE nspname = 'elsewhere'"),
        in_database("SELECT relowner, relacl FROM pg_class WHERE relname = 'notes'"),
        in_database("SELECT defaclacl FROM pg_default_acl, aclexplode(defaclacl) WHERE grantee = 'stranger'::regrole"),
        in_database("SELECT has_table_privilege('stranger', 'talent', 'SELECT')"),
    ]
