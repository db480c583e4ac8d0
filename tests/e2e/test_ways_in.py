"""The administrator and pg_hba.conf, changed by hand: preview says so, and one up brings both in order from outside."""

import psycopg
import pytest

from tests.e2e.stack import Stack

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.docker,
    pytest.mark.requirement("R15"),
    pytest.mark.requirement("R16"),
]

HBA_FILE = "/etc/castmatch/pg_hba.conf"
EDITS = {
    "castmatch_user rejected": (
        "sed -i '1i host castmatch castmatch_user all reject'",
        "pg_hba.conf has an undeclared line: host castmatch castmatch_user all reject",
    ),
    "everyone trusted, and nobody by the socket": (
        "sed -i -e '/^local/d' -e '$a host all all all trust' -e '/scram/d'",
        "pg_hba.conf has an undeclared line: host all all all trust",
    ),
}


def test_another_password_of_the_administrator(unguarded: Stack) -> None:
    """Nobody can look with the declared one: preview says that much and does not fail."""
    unguarded.sql("ALTER ROLE postgres PASSWORD 'changed-by-hand'")

    preview = unguarded.preview()
    unguarded.up()

    assert "castmatch_user: cannot be inspected now" in preview.output
    assert 'password authentication failed for user "postgres"' in preview.output
    assert_in_order(unguarded)


def test_a_renamed_administrator_is_found_by_its_mark_through_another_superuser(unguarded: Stack) -> None:
    """It is renamed back: the same role, with all that it owns."""
    identity = "SELECT oid FROM pg_roles WHERE rolsuper AND rolname = 'postgres'"
    before = unguarded.sql(identity)
    unguarded.sql("CREATE ROLE deputy SUPERUSER LOGIN")
    unguarded.sql("ALTER ROLE postgres RENAME TO somebody", user="deputy")

    preview = unguarded.preview()
    up = unguarded.up()

    assert "castmatch_user: cannot be inspected now" in preview.output
    assert "the administrator postgres was renamed to somebody: rename somebody back to postgres" in up.output
    unguarded.sql("DROP ROLE deputy")
    assert unguarded.sql(identity) == before
    assert_in_order(unguarded)


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_pg_hba_conf(unguarded: Stack, edit: str) -> None:
    """Edited inside the container and loaded; the way in by the socket may be gone with it."""
    script, words = EDITS[edit]
    code, output = unguarded.container("postgres").exec_run(["sh", "-c", f"{script} {HBA_FILE}"])
    assert code == 0, output
    unguarded.container("postgres").kill("SIGHUP")

    preview = unguarded.preview()
    unguarded.up()

    assert words in preview.output
    assert_in_order(unguarded)


def assert_in_order(stack: Stack) -> None:
    """The declared password lets in, another does not, the services are healthy, and nothing is left to do."""
    server = f"host=127.0.0.1 port={stack.port('postgres')} dbname=postgres user=postgres"
    psycopg.connect(f"{server} password={stack.secret('admin-password')}").close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"{server} password=changed-by-hand")
    assert stack.is_healthy("backend")
    assert stack.is_healthy("frontend")
    stack.expect_no_changes()
