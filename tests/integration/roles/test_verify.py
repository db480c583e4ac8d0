"""A login as the role proves the password and the right to work, or says why not."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import LoginRefused, Refusal, Unreachable
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from castmatch.roles.verify import verify_login
from tests.integration.roles.conftest import PASSWORD

Run = Callable[[str], list[tuple[Any, ...]]]

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R07")]


@contextmanager
def all_connections_taken(server: ServerAddress, declared: RoleDeclaration) -> Iterator[None]:
    with ExitStack() as sessions:
        for _ in range(declared.attributes.connection_limit):
            sessions.enter_context(
                psycopg.connect(
                    host=server.host,
                    port=server.port,
                    user=declared.role,
                    password=PASSWORD,
                    dbname=declared.databases[0].database,
                )
            )
        yield


def test_a_working_role_is_verified(server: ServerAddress, working: RoleDeclaration) -> None:
    verify_login(server, working)


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ("ALTER ROLE castmatch_user PASSWORD 'by hand'", Refusal.CREDENTIALS),
        ("ALTER ROLE castmatch_user VALID UNTIL '2001-01-01'", Refusal.CREDENTIALS),
        ("ALTER ROLE castmatch_user RENAME TO somebody", Refusal.CREDENTIALS),
        ("ALTER ROLE castmatch_user NOLOGIN", Refusal.NOT_PERMITTED),
        ("ALTER ROLE castmatch_user CONNECTION LIMIT 0", Refusal.TOO_MANY),
        ("REVOKE CONNECT ON DATABASE castmatch FROM castmatch_user", Refusal.NO_CONNECT),
        ("ALTER DATABASE castmatch RENAME TO elsewhere", Refusal.NO_DATABASE),
        ("ALTER DATABASE castmatch ALLOW_CONNECTIONS false", Refusal.NO_DATABASE),
        ("ALTER ROLE castmatch_user SUPERUSER", Refusal.NOT_ALLOWED),
        ("ALTER DATABASE castmatch SET default_transaction_read_only = on", Refusal.NOT_ALLOWED),
    ],
)
def test_each_reason_is_recognised(
    server: ServerAddress, working: RoleDeclaration, on_server: Run, fault: str, refusal: Refusal
) -> None:
    on_server(fault)

    with pytest.raises(LoginRefused) as refused:
        verify_login(server, working)

    assert refused.value.refusal is refusal


@pytest.mark.parametrize(
    "fault",
    [
        "ALTER SCHEMA public OWNER TO postgres; REVOKE ALL ON SCHEMA public FROM castmatch_user, PUBLIC",
        "DROP SCHEMA public CASCADE",
    ],
)
def test_a_role_that_cannot_create_is_not_verified(
    server: ServerAddress, working: RoleDeclaration, in_database: Run, fault: str
) -> None:
    in_database(fault)

    with pytest.raises(LoginRefused, match="may not create in schema public"):
        verify_login(server, working)


def test_a_server_that_asks_for_no_password_proves_nothing(
    server: ServerAddress, socket_directory: Path, working: RoleDeclaration
) -> None:
    """As inside the official container, where 127.0.0.1 is trusted."""
    with pytest.raises(LoginRefused, match="without asking for a password"):
        verify_login(replace(server, host=str(socket_directory)), working)


def test_no_server_is_not_a_refused_login(server: ServerAddress, working: RoleDeclaration) -> None:
    with pytest.raises(Unreachable):
        verify_login(replace(server, port=1), working)


@pytest.mark.requirement("R14")
def test_a_role_whose_connections_are_all_in_use_has_not_drifted(
    server: ServerAddress, working: RoleDeclaration
) -> None:
    with all_connections_taken(server, working):
        with pytest.raises(LoginRefused) as refused:
            verify_login(server, working)
        assert refused.value.refusal is Refusal.TOO_MANY

        assert reconcile(server, working).changes == ()


def test_a_reconcile_ends_only_with_a_verified_login(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    """The cause is neither the role nor its declaration: reconcile reports it."""
    on_server("ALTER ROLE ALL SET default_transaction_read_only = on")
    try:
        with pytest.raises(LoginRefused, match="default_transaction_read_only"):
            reconcile(server, working)
    finally:
        on_server("BEGIN READ WRITE; ALTER ROLE ALL RESET default_transaction_read_only; COMMIT")


def test_a_database_whose_search_path_leads_nowhere_proves_nothing(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    """The login works, and no table is found: set for everyone in the database, so it is not the role's to reset."""
    on_server("ALTER DATABASE castmatch SET search_path = nowhere")

    with pytest.raises(LoginRefused, match="search_path leads nowhere"):
        reconcile(server, working)
