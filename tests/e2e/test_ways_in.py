"""The administrator and pg_hba.conf, changed by hand: preview says so, and one up repairs both from outside.

By default one of each kind; `make matrix` has them all. The guardian's part: tests/integration/guardian.
"""

import psycopg
import pytest

from tests.e2e.stack import Stack
from tests.faults.catalogue import fault
from tests.incidents.play import cause

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.integration,
    pytest.mark.docker,
    pytest.mark.requirement("R15"),
    pytest.mark.requirement("R16"),
]


@pytest.mark.exhaustive
def test_another_password_of_the_administrator(unguarded: Stack) -> None:
    """The declared one no longer opens the server: preview says so and does not fail."""
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
    unguarded.expect_no_changes()


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param("the role is rejected by pg_hba.conf", marks=pytest.mark.exhaustive),
        "everyone may come in without a password, and nobody by the socket",
    ],
)
def test_an_edited_pg_hba_conf(unguarded: Stack, edit: str) -> None:
    """Edited inside the container and loaded; the way in by the socket may be gone with it."""
    cause(unguarded, fault(edit))

    preview = unguarded.preview()
    unguarded.up()

    assert fault(edit).words in preview.output
    assert_in_order(unguarded)


def assert_in_order(stack: Stack) -> None:
    """The declared password opens the server, another does not, and the services are healthy."""
    server = f"host=127.0.0.1 port={stack.port('postgres')} dbname=postgres user=postgres"
    psycopg.connect(f"{server} password={stack.secret('admin-password')}").close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"{server} password=changed-by-hand")
    assert stack.is_healthy("backend", "frontend")
