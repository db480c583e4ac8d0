"""Several roles and databases: declared, drifted, one of them impossible, and declared no longer."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.e2e.stack import APPS, Stack

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R07")]

READER = {"castmatch_reader": {"grants": [{"access": "read"}], "settings": {"statement_timeout": "5s"}}}
ROLES: dict[str, Any] = {
    **READER,
    "castmatch_staff": {"attributes": []},
    "castmatch_analyst": {"memberOf": ["castmatch_staff"], "connectionLimit": 5},
}
DATABASES = {"analytics": {"owner": "castmatch_analyst", "schemas": ["public", "raw"]}}
DECLARED = "SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolname ~ '^castmatch_'"


@pytest.fixture(scope="module")
def several(unguarded: Stack) -> Iterator[Stack]:
    """The example of Pulumi.dev.yaml, brought up beside what was there."""
    unguarded.configure(roles=ROLES, databases=DATABASES)
    unguarded.up()
    yield unguarded
    unguarded.configure(roles={}, databases={})
    unguarded.up()


def run(stack: Stack, role: str, statement: str) -> Any:
    """One statement as the role; the first value that it answers, if any."""
    with psycopg.connect(stack.database_url(role), autocommit=True) as session:
        cursor = session.execute(statement.encode())
        return (cursor.fetchone() or (None,))[0] if cursor.description else None


def test_each_role_may_do_what_is_declared_and_no_more(several: Stack) -> None:
    """With the URL that the stack tells; the group can't log in at all, so it has none."""
    assert run(several, "castmatch_reader", "SELECT count(*) FROM talent") == several.talent_count()
    assert run(several, "castmatch_reader", "SHOW statement_timeout") == "5s"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(several, "castmatch_reader", "DELETE FROM talent")
    assert run(several, "castmatch_analyst", "SELECT current_database()") == "analytics"
    assert run(several, "castmatch_analyst", "SELECT pg_has_role('castmatch_staff', 'USAGE')") is True
    run(several, "castmatch_analyst", "CREATE TABLE raw.votes AS SELECT 1 AS vote")
    run(several, "castmatch_analyst", "DROP TABLE raw.votes")
    assert several.sql("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'castmatch_staff'") == "f"


@pytest.mark.requirement("R14")
def test_preview_then_expects_no_changes(several: Stack) -> None:
    several.expect_no_changes()


@pytest.mark.requirement("R15")
@pytest.mark.requirement("R16")
def test_what_was_done_to_the_reader_is_named_by_preview_and_undone_by_one_up(several: Stack) -> None:
    """Lost and gained rights, and a lost setting, each in words."""
    several.sql(
        "REVOKE SELECT ON talent FROM castmatch_reader",
        "GRANT INSERT ON talent TO castmatch_reader",
        "ALTER ROLE castmatch_reader RESET statement_timeout",
    )

    preview = several.preview()
    several.up()

    assert "castmatch_reader may not SELECT on table public.talent" in preview.output
    assert "castmatch_reader may INSERT on table public.talent" in preview.output
    assert "castmatch_reader has no setting for statement_timeout" in preview.output
    assert run(several, "castmatch_reader", "SELECT count(*) FROM talent") == several.talent_count()


@pytest.mark.requirement("R13")
@pytest.mark.requirement("R15")
def test_a_role_that_cannot_be_stops_neither_the_others_nor_the_services(several: Stack) -> None:
    """The failed up names it with PostgreSQL's own code, and has made and repaired everything else."""
    odd = {"castmatch_odd": {"settings": {"no_such_setting": "on"}}}
    several.configure(roles={**ROLES, **odd, "castmatch_writer": {"grants": [{"access": "write"}]}})
    several.sql("ALTER ROLE castmatch_user NOLOGIN", "DROP OWNED BY castmatch_reader", "DROP ROLE castmatch_reader")

    result = several.castmatch("up")

    assert result.code == 1
    assert "role castmatch_odd in its declared state" in result.output
    assert 'unrecognized configuration parameter "no_such_setting" (SQLSTATE 42704)' in result.output
    assert "Traceback" not in result.output
    assert run(several, "castmatch_reader", "SELECT count(*) FROM talent") == several.talent_count()
    assert several.sql(DECLARED).split() == sorted(["castmatch_user", "castmatch_writer", *ROLES])
    assert several.is_healthy(*APPS)

    several.configure(roles=ROLES)
    several.up()
    assert several.sql(DECLARED).split() == sorted(["castmatch_user", *ROLES])


@pytest.mark.requirement("R20")
def test_a_role_that_is_declared_no_longer_goes_and_its_data_stays(several: Stack) -> None:
    """Its database too, owned by the administrator; declared again, the role has everything back."""
    run(several, "castmatch_analyst", "CREATE TABLE raw.casting AS SELECT 7 AS vote")
    several.configure(roles=READER, databases={})
    several.up()

    assert several.sql(DECLARED) == "castmatch_reader castmatch_user"
    assert several.sql("SELECT vote FROM raw.casting", database="analytics") == "7"

    several.configure(roles=ROLES, databases=DATABASES)
    several.up()
    assert run(several, "castmatch_analyst", "SELECT vote FROM raw.casting") == 7
    run(several, "castmatch_analyst", "DROP TABLE raw.casting")
