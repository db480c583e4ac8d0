"""Sessions of a dropped role can do nothing any more: they end when the role is created again, and no others."""

import psycopg
import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.integration.roles.conftest import Run
from tests.integration.roles.declarations import session

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R10"), pytest.mark.requirement("R15")]

DROP = "REASSIGN OWNED BY castmatch_user TO postgres; DROP OWNED BY castmatch_user"


def test_sessions_of_the_dropped_role_end(
    server: ServerAddress, working: RoleDeclaration, in_database: Run, on_server: Run
) -> None:
    """A pool that holds them would go on failing."""
    with session(server, working) as orphan:
        in_database(DROP)
        on_server("DROP ROLE castmatch_user")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            orphan.execute("SELECT name FROM public.talent")

        reconcile(server, working)

        with pytest.raises(psycopg.OperationalError):
            orphan.execute("SELECT 1")
    with session(server, working) as again:
        assert again.execute("SELECT name FROM talent").fetchall() == [("Asha",)]


def test_sessions_of_other_roles_go_on(
    server: ServerAddress, working: RoleDeclaration, reader: RoleDeclaration, in_database: Run, on_server: Run
) -> None:
    with session(server, reader) as other, session(server, working, "castmatch") as orphan:
        in_database(DROP)
        on_server("DROP ROLE castmatch_user")

        reconcile(server, working)

        assert other.execute("SELECT 1").fetchone() == (1,)
        with pytest.raises(psycopg.OperationalError):
            orphan.execute("SELECT 1")


def test_a_repair_that_makes_no_role_ends_no_session(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    with session(server, working) as application:
        on_server("ALTER ROLE castmatch_user NOLOGIN PASSWORD NULL")

        reconcile(server, working)

        assert application.execute("SELECT name FROM talent").fetchall() == [("Asha",)]
