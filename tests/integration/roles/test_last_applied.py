"""Whose declaration governs is written down on the server: a guardian keeps that one, and touches nothing else's."""

from dataclasses import replace

import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import ForeignCluster, Pending, Superseded
from castmatch.roles.reconcile import Outcome, look, reconcile
from castmatch.roles.remove import remove
from castmatch.roles.server import ServerAddress
from tests.integration.roles.conftest import PASSWORD, Run
from tests.integration.roles.declarations import READER, assert_as_declared

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R24")]


def keep(server: ServerAddress, declared: RoleDeclaration) -> Outcome:
    """As the guardian does."""
    return reconcile(server, declared, keep_only=True)


def everything(on_server: Run) -> list[object]:
    return [
        on_server("SELECT found::text FROM pg_authid AS found ORDER BY oid"),
        on_server("SELECT found::text FROM pg_database AS found ORDER BY oid"),
        on_server("SELECT found::text FROM pg_db_role_setting AS found ORDER BY setdatabase, setrole"),
    ]


def test_what_was_declared_last_is_kept(server: ServerAddress, working: RoleDeclaration, on_server: Run) -> None:
    on_server("ALTER ROLE castmatch_user NOLOGIN")

    assert len(keep(server, working).changes) == 1
    assert_as_declared(server, working)


def test_even_a_dropped_role_and_database_are_still_known(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    """The record is on neither of them."""
    on_server("DROP DATABASE castmatch (FORCE)")
    on_server("DROP ROLE castmatch_user")

    keep(server, working)

    assert_as_declared(server, working)


@pytest.mark.parametrize("other", [{"password": "another"}, {"member_of": frozenset({"pg_monitor"})}], ids=str)
def test_another_declaration_than_the_last_one_is_not_kept(
    other: dict[str, object], server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    on_server("ALTER ROLE castmatch_user NOLOGIN")
    before = everything(on_server)

    with pytest.raises(Superseded):
        keep(server, replace(working, **other))  # type: ignore[arg-type]

    assert everything(on_server) == before


def test_up_takes_over_and_the_old_declaration_is_kept_no_longer(
    server: ServerAddress, working: RoleDeclaration
) -> None:
    newer = replace(working, password="another")

    reconcile(server, newer)

    with pytest.raises(Superseded):
        keep(server, working)
    assert keep(server, newer).changes == ()


def test_a_removed_role_is_not_made_again(server: ServerAddress, reader: RoleDeclaration, on_server: Run) -> None:
    remove(server, "reader")

    with pytest.raises(Superseded):
        keep(server, reader)

    assert on_server("SELECT FROM pg_roles WHERE rolname = 'reader'") == []
    reconcile(server, reader)
    assert keep(server, reader).changes == ()


@pytest.mark.parametrize("inhabitant", ["CREATE ROLE somebody", "CREATE DATABASE something"])
def test_a_foreign_cluster_is_not_touched(
    inhabitant: str, server: ServerAddress, declared: RoleDeclaration, on_server: Run
) -> None:
    on_server(inhabitant)
    before = everything(on_server)

    with pytest.raises(ForeignCluster, match=r"(role|database) some"):
        keep(server, declared)

    assert everything(on_server) == before


def test_not_even_one_that_holds_a_role_and_a_database_of_the_declared_names(
    server: ServerAddress, declared: RoleDeclaration, on_server: Run
) -> None:
    on_server("CREATE ROLE castmatch_user PASSWORD 'x'")
    on_server("CREATE DATABASE castmatch OWNER castmatch_user")
    before = everything(on_server)

    with pytest.raises(ForeignCluster):
        keep(server, declared)

    assert everything(on_server) == before


def test_up_adopts_a_foreign_cluster(server: ServerAddress, declared: RoleDeclaration, on_server: Run) -> None:
    on_server("CREATE ROLE somebody")

    reconcile(server, declared)

    assert keep(server, declared).changes == ()
    assert keep(server, replace(declared, role="second", databases=())).changes


def test_an_empty_cluster_is_filled(server: ServerAddress, declared: RoleDeclaration) -> None:
    """As after the loss of a volume."""
    keep(server, declared)

    assert_as_declared(server, declared)


def test_a_cluster_that_was_being_filled_is_not_foreign(
    server: ServerAddress, declared: RoleDeclaration, on_server: Run
) -> None:
    """The reader came first, or the guardian was stopped half-way."""
    with pytest.raises(Pending):
        keep(server, READER)

    keep(server, declared)
    keep(server, READER)

    assert_as_declared(server, declared)
    assert_as_declared(server, READER)


def test_the_record_says_nothing_of_the_password(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    written = on_server("SELECT setconfig::text FROM pg_db_role_setting WHERE setconfig::text LIKE '%castmatch.claim%'")

    assert len(written) == 1
    assert PASSWORD not in str(written)
    assert "SCRAM" not in str(written)


def test_looking_writes_no_record(server: ServerAddress, declared: RoleDeclaration, on_server: Run) -> None:
    before = everything(on_server)

    look(server, declared)

    assert everything(on_server) == before
