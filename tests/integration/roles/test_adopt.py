"""What is already there is taken over as it is, and no data is lost on the way."""

from collections.abc import Callable
from typing import Any

import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.server import ServerAddress

Run = Callable[[str], list[tuple[Any, ...]]]

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R07"), pytest.mark.requirement("R15")]

# One object of every kind, made by the admin: none of it belongs to the role.
EVERY_KIND = """
CREATE TABLE talent (id serial PRIMARY KEY, name text);
CREATE TABLE booking (id int GENERATED ALWAYS AS IDENTITY, day date) PARTITION BY RANGE (day);
CREATE TABLE booking_2026 PARTITION OF booking FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE VIEW names AS SELECT name FROM talent;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM talent;
CREATE SEQUENCE invoice;
CREATE TYPE gender AS ENUM ('female', 'male', 'non-binary');
CREATE TYPE span AS (low int, high int);
CREATE TYPE shell;
CREATE TYPE ages AS RANGE (subtype = int4);
CREATE DOMAIN email AS text CHECK (VALUE ~ '@');
CREATE FUNCTION best(text, gender[], VARIADIC ints int[]) RETURNS text
    LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION best() RETURNS text LANGUAGE sql AS 'SELECT ''Asha''';
CREATE PROCEDURE seed(IN n int, INOUT done boolean) LANGUAGE sql AS 'SELECT true';
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE AGGREGATE how_many(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE STATISTICS related ON id, name FROM talent;
CREATE COLLATION plain FROM "C";
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION search (PARSER = "default");
CREATE FOREIGN DATA WRAPPER elsewhere;
CREATE SERVER agency FOREIGN DATA WRAPPER elsewhere;
CREATE FOREIGN TABLE roster (name text) SERVER agency;
INSERT INTO talent (name) VALUES ('Asha'), ('Ravi')
"""

ALTER_EVERY_KIND = """
ALTER TABLE talent ADD COLUMN city text;
ALTER SEQUENCE talent_id_seq RESTART 100;
ALTER TABLE booking ADD COLUMN city text;
ALTER TABLE booking_2026 SET (fillfactor = 90);
ALTER VIEW names RENAME TO all_names;
REFRESH MATERIALIZED VIEW counted;
ALTER SEQUENCE invoice RESTART 7;
ALTER TYPE gender ADD VALUE 'other';
ALTER TYPE span ADD ATTRIBUTE unit text;
ALTER TYPE ages RENAME TO age_range;
ALTER DOMAIN email SET NOT NULL;
ALTER FUNCTION best(text, gender[], int[]) STABLE;
ALTER FUNCTION best() STABLE;
ALTER PROCEDURE seed RENAME TO sow;
ALTER AGGREGATE total(int) RENAME TO sum_of;
ALTER AGGREGATE how_many(*) RENAME TO number_of;
ALTER STATISTICS related RENAME TO correlated;
ALTER COLLATION plain RENAME TO bytewise;
ALTER TEXT SEARCH DICTIONARY words RENAME TO terms;
ALTER TEXT SEARCH CONFIGURATION search RENAME TO lookup;
ALTER FOREIGN TABLE roster ADD COLUMN city text
"""


def test_a_role_dropped_with_all_it_owned_comes_back_with_its_data(
    server: ServerAddress, working: RoleDeclaration, in_database: Run, on_server: Run, as_role: Run
) -> None:
    """The evening that this project began with."""
    in_database("REASSIGN OWNED BY castmatch_user TO postgres; DROP OWNED BY castmatch_user")
    on_server("DROP ROLE castmatch_user")
    assert look(server, working).attributes is None

    reconcile(server, working)

    assert as_role("SELECT name, gender FROM talent") == [("Asha", "female")]
    as_role("ALTER TABLE talent ADD COLUMN city text")
    as_role("INSERT INTO talent (name) VALUES ('Ravi')")
    assert look(server, working) == working.desired()
    assert reconcile(server, working).changes == ()


def test_every_kind_of_object_is_adopted(
    server: ServerAddress, declared: RoleDeclaration, on_server: Run, in_database: Run, as_role: Run
) -> None:
    on_server("CREATE DATABASE castmatch")
    in_database(EVERY_KIND)

    reconcile(server, declared)

    assert look(server, declared) == declared.desired()
    for statement in ALTER_EVERY_KIND.strip().split(";\n"):
        as_role(statement)
    assert as_role("SELECT name FROM talent ORDER BY id") == [("Asha",), ("Ravi",)]


def test_a_role_made_by_hand_is_adopted(
    server: ServerAddress, declared: RoleDeclaration, on_server: Run, in_database: Run, as_role: Run
) -> None:
    on_server("SET password_encryption = md5; CREATE ROLE castmatch_user SUPERUSER PASSWORD 'x'")
    on_server("CREATE DATABASE castmatch")
    in_database("CREATE TABLE talent (name text); GRANT SELECT ON talent TO castmatch_user")

    reconcile(server, declared)

    as_role("ALTER TABLE talent ADD COLUMN city text; INSERT INTO talent VALUES ('Asha', 'Pune')")
    assert look(server, declared) == declared.desired()


def test_members_of_an_extension_stay_the_extensions(
    server: ServerAddress, working: RoleDeclaration, in_database: Run
) -> None:
    in_database(
        "CREATE FUNCTION helper() RETURNS int LANGUAGE sql AS 'SELECT 1';"
        "CREATE TYPE state AS ENUM ('on', 'off');"
        "ALTER EXTENSION plpgsql ADD FUNCTION helper(); ALTER EXTENSION plpgsql ADD TYPE state"
    )

    assert reconcile(server, working).changes == ()


def test_schemas_that_are_not_declared_are_left_alone(
    server: ServerAddress, working: RoleDeclaration, in_database: Run
) -> None:
    in_database("CREATE SCHEMA reports; CREATE TABLE reports.monthly ()")

    assert reconcile(server, working).changes == ()


def test_grants_to_other_roles_are_left_alone(
    server: ServerAddress, working: RoleDeclaration, on_server: Run, in_database: Run
) -> None:
    on_server("CREATE ROLE analyst LOGIN")
    in_database("GRANT SELECT ON talent TO analyst; GRANT USAGE ON SCHEMA public TO analyst")

    assert reconcile(server, working).changes == ()
    assert in_database("SELECT has_table_privilege('analyst', 'talent', 'SELECT')") == [(True,)]


def test_another_database_of_the_role_is_left_alone(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    """A developer's castmatch_test is no drift."""
    on_server("CREATE DATABASE castmatch_test OWNER castmatch_user")

    assert reconcile(server, working).changes == ()


@pytest.mark.requirement("R20")
@pytest.mark.parametrize("maintenance", ["postgres", "template1"])
def test_a_servers_own_database_is_never_taken_for_a_renamed_one(
    server: ServerAddress, working: RoleDeclaration, on_server: Run, maintenance: str
) -> None:
    """Whatever mark somebody put on it: every server needs it under its name."""
    on_server(f"ALTER DATABASE {maintenance} SET castmatch.database = 'castmatch'")
    on_server("DROP DATABASE castmatch (FORCE)")
    try:
        reconcile(server, working)
    finally:
        on_server(f"ALTER DATABASE {maintenance} RESET castmatch.database")

    assert on_server(f"SELECT count(*) FROM pg_database WHERE datname IN ('castmatch', '{maintenance}')") == [(2,)]


def test_what_a_role_passed_on_before_it_became_a_superuser_is_taken_back(
    server: ServerAddress, working: RoleDeclaration, on_server: Run, in_database: Run
) -> None:
    """PostgreSQL lets a superuser revoke as the owner only; it is a superuser again afterwards."""
    on_server("CREATE ROLE other")
    in_database(
        "GRANT USAGE ON SCHEMA public TO other; GRANT SELECT ON talent TO other WITH GRANT OPTION;"
        "SET ROLE other; GRANT SELECT ON talent TO PUBLIC"
    )
    on_server("ALTER ROLE other SUPERUSER")

    reconcile(server, working)

    assert look(server, working) == working.desired()
    assert on_server("SELECT rolsuper FROM pg_roles WHERE rolname = 'other'") == [(True,)]
