"""Several runs at once do no harm: to the same role, or to several roles of one server."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from castmatch.roles import live
from castmatch.roles.changes import CreateDatabase, CreateRole
from castmatch.roles.connection import Connection
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import CannotReconcile
from castmatch.roles.queries import ROLE
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.sentences import finding
from castmatch.roles.server import ServerAddress, Sessions, connect_admin

Run = Callable[[str], list[tuple[Any, ...]]]

ROUNDS = 10

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R15")]


def test_two_runs_on_an_empty_server_create_everything_once(server: ServerAddress, declared: RoleDeclaration) -> None:
    with ThreadPoolExecutor() as runs:
        both = list(runs.map(lambda _: reconcile(server, declared), range(2)))

    changes = [change for outcome in both for change in outcome.changes]
    assert len([change for change in changes if isinstance(change, CreateDatabase)]) == 1
    assert len([change for change in changes if isinstance(change, CreateRole)]) == 1
    assert look(server, declared) == declared.desired()


def test_two_runs_repair_the_same_role_many_times(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    with ThreadPoolExecutor() as runs:
        for _ in range(ROUNDS):
            on_server("ALTER ROLE castmatch_user NOLOGIN PASSWORD NULL")
            list(runs.map(lambda _: reconcile(server, working), range(2)))

            assert look(server, working) == working.desired()


def test_several_roles_of_one_server_are_reconciled_at_once(server: ServerAddress) -> None:
    declarations = [RoleDeclaration.owner(f"role_{n}", f"secret {n}", f"data_{n}") for n in range(4)]

    with ThreadPoolExecutor() as runs:
        list(runs.map(lambda declared: reconcile(server, declared), declarations))

    for declared in declarations:
        assert look(server, declared) == declared.desired()


def test_a_run_waits_for_its_turn(server: ServerAddress, declared: RoleDeclaration) -> None:
    impatient = replace(server, lock_timeout=0.2)

    with Sessions(server) as other_run:
        other_run.take_turns()
        with pytest.raises(CannotReconcile, match="lock timeout"):
            reconcile(impatient, declared)

    assert reconcile(server, declared).changes


def test_a_hand_that_changes_the_same_role_meanwhile_is_outlived(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    """It doesn't know our lock: PostgreSQL answers "tuple concurrently updated", and we look again."""
    on_server("ALTER ROLE castmatch_user NOLOGIN")
    with connect_admin(server) as hand, ThreadPoolExecutor() as runs:
        with hand.transaction():
            hand.execute("ALTER ROLE castmatch_user CREATEDB")
            run = runs.submit(reconcile, server, working)
            wait_until_blocked(on_server)
        changes = run.result().changes

    assert {finding(change) for change in changes} == {
        "castmatch_user has NOLOGIN, not LOGIN",
        "castmatch_user has CREATEDB, not NOCREATEDB",
    }
    assert look(server, working) == working.desired()


def test_a_fault_that_always_comes_back_is_reported(
    server: ServerAddress, working: RoleDeclaration, in_database: Run
) -> None:
    """Something in the database undoes each repair: that is no reason to go on for ever."""
    in_database(
        "CREATE SCHEMA hidden; CREATE FUNCTION hidden.undo() RETURNS event_trigger LANGUAGE plpgsql"
        " AS 'BEGIN REVOKE SELECT ON public.talent FROM castmatch_user; END';"
        "CREATE EVENT TRIGGER undo ON ddl_command_end WHEN TAG IN ('GRANT')"
        " EXECUTE FUNCTION hidden.undo(); REVOKE SELECT ON talent FROM castmatch_user"
    )

    with pytest.raises(CannotReconcile, match="castmatch_user may not SELECT on table"):
        reconcile(server, working)


def wait_until_blocked(on_server: Run) -> None:
    deadline = time.monotonic() + 10
    while not on_server("SELECT pid FROM pg_locks WHERE NOT granted"):
        assert time.monotonic() < deadline, "the run did not come to wait for the other hand"
        time.sleep(0.02)


@pytest.mark.requirement("R16")
def test_a_look_sees_one_moment(
    server: ServerAddress, working: RoleDeclaration, on_server: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The role goes while it is looked at: it is seen as it was, not as one without its settings and marker."""
    queries = live._rows

    def dropped_meanwhile(session: Connection, query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        found = queries(session, query, parameters)
        if query == ROLE:
            on_server("ALTER ROLE castmatch_user RESET ALL")
        return found

    monkeypatch.setattr(live, "_rows", dropped_meanwhile)

    assert look(server, working) == working.desired()
