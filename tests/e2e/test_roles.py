"""Several roles and databases: declared, one of them impossible, and declared no longer. Drifted: test_role_drift."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.e2e.conftest import READER
from tests.e2e.stack import APPS, Stack

pytestmark = [pytest.mark.e2e, pytest.mark.integration, pytest.mark.docker, pytest.mark.requirement("R07")]

ROLES: dict[str, Any] = {
    **READER,
    "castmatch_staff": {"attributes": []},
    "castmatch_analyst": {"memberOf": ["castmatch_staff"], "connectionLimit": 5},
}
DATABASES = {"analytics": {"owner": "castmatch_analyst", "schemas": ["public", "raw"]}}
DECLARED = "SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolname ~ '^castmatch_'"


@pytest.fixture(scope="module")
def several(unguarded: Stack) -> Iterator[Stack]:
    """The example of Pulumi.dev.yaml, for these tests alone.

    A role without login has no way in of its own when the administrator is renamed (test_ways_in): its resource fails
    then, until another `up`.
    """
    unguarded.configure(roles=ROLES, databases=DATABASES)
    unguarded.up()
    yield unguarded
    unguarded.configure(roles=READER, databases={})
    unguarded.up()


def run(stack: Stack, role: str, *statements: str) -> list[Any]:
    """Statements as the role, in one session by the URL that the stack tells; the first value of each answer."""
    with psycopg.connect(stack.database_urls()[role], autocommit=True) as session:
        cursors = (session.execute(statement.encode()) for statement in statements)
        return [(cursor.fetchone() or (None,))[0] if cursor.description else None for cursor in cursors]


def test_each_role_may_do_what_is_declared_and_no_more(several: Stack) -> None:
    """The group can't log in at all, so it has no URL."""
    read = run(several, "castmatch_reader", "SELECT count(*) FROM talent", "SHOW statement_timeout")
    assert read == [several.talent_count(), "5s"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(several, "castmatch_reader", "DELETE FROM talent")
    assert run(
        several,
        "castmatch_analyst",
        "SELECT current_database()",
        "SELECT pg_has_role('castmatch_staff', 'USAGE')",
        "CREATE TABLE raw.votes AS SELECT 1 AS vote",
        "DROP TABLE raw.votes",
    ) == ["analytics", True, None, None]
    assert several.sql("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'castmatch_staff'") == "f"


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
    assert run(several, "castmatch_reader", "SELECT count(*) FROM talent") == [several.talent_count()]
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
    read = run(several, "castmatch_analyst", "SELECT vote FROM raw.casting", "DROP TABLE raw.casting")
    assert read == [7, None]
