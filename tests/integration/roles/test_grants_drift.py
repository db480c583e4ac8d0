"""Rights of a role that owns nothing, given or taken by hand: reported in a sentence, and undone by one reconcile."""

import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.integration.roles.conftest import Run
from tests.integration.roles.declarations import act, assert_seen_and_repaired, may_not, may_not_enter

pytestmark = [
    pytest.mark.integration,
    pytest.mark.requirement("R07"),
    pytest.mark.requirement("R15"),
    pytest.mark.requirement("R16"),
]

THIRD = "CREATE ROLE third LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA public TO third;"

# What somebody did, the sentence that preview shows, and what the reader may not do afterwards.
TOO_MUCH = [
    (
        "GRANT INSERT ON talent TO reader",
        "reader may INSERT on table public.talent",
        "INSERT INTO talent DEFAULT VALUES",
    ),
    (
        "GRANT UPDATE (name) ON talent TO reader",
        "reader may UPDATE on table public.talent",
        "UPDATE talent SET name = 'x'",
    ),
    (
        "GRANT SELECT ON talent TO reader WITH GRANT OPTION",
        "reader may pass on SELECT on table public.talent",
        "GRANT SELECT ON talent TO PUBLIC",
    ),
    (
        "GRANT SELECT (name) ON talent TO reader WITH GRANT OPTION",
        "reader may pass on SELECT on table public.talent",
        "GRANT SELECT (name) ON talent TO PUBLIC",
    ),
    (
        f"{THIRD} GRANT INSERT ON talent TO third WITH GRANT OPTION; SET ROLE third; GRANT INSERT ON talent TO reader",
        "reader may INSERT on table public.talent",
        "INSERT INTO talent DEFAULT VALUES",
    ),
    (
        f"{THIRD} GRANT UPDATE (name) ON talent TO third WITH GRANT OPTION;"
        " SET ROLE third; GRANT UPDATE (name) ON talent TO reader",
        "reader may UPDATE on table public.talent",
        "UPDATE talent SET name = 'x'",
    ),
    (
        f"{THIRD} GRANT INSERT ON talent TO third WITH GRANT OPTION; SET ROLE third;"
        " GRANT INSERT ON talent TO reader; RESET ROLE; REVOKE USAGE ON SCHEMA public FROM third",
        "reader may INSERT on table public.talent",
        "INSERT INTO talent DEFAULT VALUES",
    ),
    (
        f"{THIRD} GRANT SELECT ON talent TO third WITH GRANT OPTION; SET ROLE third;"
        " GRANT SELECT ON talent TO reader WITH GRANT OPTION",
        "reader may pass on SELECT on table public.talent",
        "GRANT SELECT ON talent TO PUBLIC",
    ),
    (
        "GRANT ALL ON invoice TO reader",
        "reader may UPDATE, USAGE on sequence public.invoice",
        "SELECT nextval('invoice')",
    ),
    (
        "GRANT EXECUTE ON FUNCTION best(text, integer) TO reader WITH GRANT OPTION",
        "reader may pass on EXECUTE on routine public.best(text, integer)",
        "GRANT EXECUTE ON FUNCTION best(text, integer) TO PUBLIC",
    ),
    (
        "GRANT USAGE ON TYPE gender TO reader WITH GRANT OPTION",
        "reader may USAGE on type public.gender",
        "GRANT USAGE ON TYPE gender TO PUBLIC",
    ),
    ("GRANT CREATE ON SCHEMA public TO reader", "reader may CREATE on schema public", "CREATE TABLE own ()"),
    (
        f"{THIRD} GRANT CREATE ON SCHEMA public TO third WITH GRANT OPTION;"
        " SET ROLE third; GRANT CREATE ON SCHEMA public TO reader",
        "reader may CREATE on schema public",
        "CREATE TABLE own ()",
    ),
    (
        "GRANT ALL ON DATABASE castmatch TO reader",
        "reader may CREATE, TEMPORARY on database castmatch",
        "CREATE SCHEMA own",
    ),
    (
        f"{THIRD} GRANT TEMPORARY ON DATABASE castmatch TO third WITH GRANT OPTION;"
        " SET ROLE third; GRANT TEMPORARY ON DATABASE castmatch TO reader",
        "reader may TEMPORARY on database castmatch",
        "CREATE TEMPORARY TABLE own ()",
    ),
    (
        "GRANT CONNECT ON DATABASE castmatch TO reader WITH GRANT OPTION",
        "reader may pass on CONNECT on database castmatch",
        "GRANT CONNECT ON DATABASE castmatch TO PUBLIC",
    ),
]

TOO_LITTLE = [
    ("REVOKE SELECT ON talent FROM reader", "reader may not SELECT on table public.talent"),
    (
        "REVOKE SELECT ON names FROM reader",
        "reader may not SELECT on view public.names",
    ),
    ("REVOKE ALL ON FUNCTION best FROM reader", "reader may not EXECUTE on routine public.best(text, integer)"),
    ("REVOKE USAGE ON SCHEMA public FROM reader", "reader may not USAGE on schema public"),
    ("REVOKE CONNECT ON DATABASE castmatch FROM reader", "reader may not CONNECT on database castmatch"),
]

# Of what the owner will create; the reader's own reconcile settles it.
TO_COME = [
    (
        "IN SCHEMA public REVOKE SELECT ON TABLES FROM reader",
        "reader will not be able to SELECT on a table castmatch_user creates in public",
    ),
    (
        "IN SCHEMA public GRANT INSERT ON TABLES TO reader",
        "reader will be able to INSERT on a table castmatch_user creates in public",
    ),
    ("GRANT DELETE ON TABLES TO reader", "reader will be able to DELETE on a table castmatch_user creates"),
    ("GRANT SELECT ON TABLES TO reader", "reader will be able to SELECT on a table castmatch_user creates"),
    (
        "IN SCHEMA public GRANT SELECT ON TABLES TO reader WITH GRANT OPTION",
        "reader will be able to pass on SELECT on a table castmatch_user creates in public",
    ),
    (
        "IN SCHEMA public GRANT USAGE ON SEQUENCES TO reader",
        "reader will be able to USAGE on a sequence castmatch_user creates in public",
    ),
    ("GRANT CREATE ON SCHEMAS TO reader", "reader will be able to CREATE on a schema castmatch_user creates"),
    ("GRANT USAGE ON TYPES TO reader", "reader will be able to USAGE on a type castmatch_user creates"),
]


@pytest.mark.parametrize(("fault", "sentence", "forbidden"), TOO_MUCH, ids=[fault for fault, _, _ in TOO_MUCH])
def test_what_was_given_by_hand_is_taken_back(
    fault: str, sentence: str, forbidden: str, server: ServerAddress, reader: RoleDeclaration, in_database: Run
) -> None:
    in_database(fault)

    assert_seen_and_repaired(server, reader, sentence)

    may_not(server, reader, forbidden)
    assert act(server, reader, "SELECT name FROM talent") == [("Asha",)]


@pytest.mark.parametrize(("fault", "sentence"), TOO_LITTLE, ids=[fault for fault, _ in TOO_LITTLE])
def test_what_was_taken_by_hand_is_given_again(
    fault: str, sentence: str, server: ServerAddress, reader: RoleDeclaration, in_database: Run
) -> None:
    in_database(fault)

    assert_seen_and_repaired(server, reader, sentence)

    assert act(server, reader, "SELECT name FROM talent") == [("Asha",)]


@pytest.mark.parametrize(("fault", "sentence"), TO_COME, ids=[fault for fault, _ in TO_COME])
def test_what_is_to_come_is_settled_before_it_comes(
    fault: str, sentence: str, server: ServerAddress, reader: RoleDeclaration, in_database: Run, as_role: Run
) -> None:
    in_database(f"ALTER DEFAULT PRIVILEGES FOR ROLE castmatch_user {fault}")

    assert_seen_and_repaired(server, reader, sentence)

    as_role("CREATE TABLE audition (id serial)")
    assert act(server, reader, "SELECT * FROM audition") == []
    may_not(server, reader, "INSERT INTO audition DEFAULT VALUES")
    may_not(server, reader, "DELETE FROM audition")
    may_not(server, reader, "SELECT nextval('audition_id_seq')")
    may_not(server, reader, "GRANT SELECT ON audition TO PUBLIC")


def test_what_a_third_role_holds_itself_stays(server: ServerAddress, reader: RoleDeclaration, in_database: Run) -> None:
    """It is not declared here, so it is not changed: only what it passed on is taken."""
    in_database(f"{THIRD} GRANT INSERT ON talent TO third WITH GRANT OPTION")
    in_database("SET ROLE third; GRANT INSERT ON talent TO reader")

    reconcile(server, reader)

    held = "has_table_privilege('third', 'talent', 'INSERT WITH GRANT OPTION')"
    assert in_database(f"SELECT {held}, has_schema_privilege('third', 'public', 'USAGE')") == [(True, True)]


def test_access_to_a_database_that_is_not_declared_is_taken_back(
    server: ServerAddress, reader: RoleDeclaration, on_server: Run
) -> None:
    on_server("CREATE DATABASE other")
    on_server("REVOKE ALL ON DATABASE other FROM PUBLIC; GRANT CONNECT ON DATABASE other TO reader WITH GRANT OPTION")

    assert_seen_and_repaired(server, reader, "reader may CONNECT on database other")

    may_not_enter(server, reader, "other")
