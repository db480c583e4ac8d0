"""When a role can't be reconciled: which failure it is, that nothing was changed, and what to do next."""

import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from castmatch.errors import UserError
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import AdminRefused, CannotReconcile, DatabaseRefused, Unreachable
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.server import ServerAddress, connect_admin

Run = Callable[[str], list[tuple[Any, ...]]]

pytestmark = pytest.mark.integration


@pytest.mark.requirement("R15")
def test_a_wrong_admin_password_is_reset_by_the_way_back_in(
    server: ServerAddress, declared: RoleDeclaration, on_server: Run, as_role: Run
) -> None:
    """A kept volume and a new secret: the local socket inside the server still opens."""
    lost = replace(server, admin_password="a new secret")
    calls: list[str] = []

    def way_back_in() -> None:
        calls.append("reset")
        on_server("ALTER ROLE postgres PASSWORD 'a new secret'")

    reconcile(lost, declared, way_back_in)

    assert calls == ["reset"]
    assert as_role("SELECT 1") == [(1,)]


def test_a_way_back_in_that_does_not_help_is_taken_once(server: ServerAddress, declared: RoleDeclaration) -> None:
    calls: list[str] = []

    with pytest.raises(AdminRefused):
        reconcile(replace(server, admin_password="wrong"), declared, lambda: calls.append("tried"))

    assert calls == ["tried"]


def test_the_way_back_in_is_not_taken_without_need(server: ServerAddress, declared: RoleDeclaration) -> None:
    reconcile(server, declared, lambda: pytest.fail("the admin's password is right"))


@pytest.mark.requirement("R16")
def test_a_wrong_admin_password_is_not_taken_for_a_server_that_is_down(
    server: ServerAddress, declared: RoleDeclaration
) -> None:
    with pytest.raises(AdminRefused, match="password authentication failed"):
        look(replace(server, admin_password="wrong"), declared)
    with pytest.raises(AdminRefused, match="password authentication failed"):
        look(replace(server, admin_user="nobody-here"), declared)


@pytest.mark.requirement("R16")
def test_a_closed_port_is_unreachable(declared: RoleDeclaration) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = ServerAddress("127.0.0.1", probe.getsockname()[1], "postgres", "secret")

        with pytest.raises(Unreachable, match="Connection refused"):
            look(nobody, declared)


@pytest.mark.requirement("R16")
def test_a_host_that_has_no_address_is_unreachable(declared: RoleDeclaration) -> None:
    nowhere = ServerAddress("no-such-host.invalid", 5432, "postgres", "secret")

    with pytest.raises(Unreachable, match=r"no-such-host\.invalid:5432"):
        reconcile(nowhere, declared)


@pytest.mark.requirement("R16")
def test_a_server_that_hangs_is_unreachable_in_time(declared: RoleDeclaration) -> None:
    """As behind Docker's proxy while the container is paused: the port opens and no server answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hanging = ServerAddress("127.0.0.1", silent.getsockname()[1], "postgres", "secret", 2)

        with pytest.raises(Unreachable, match="timeout"):
            look(hanging, declared)


@pytest.mark.requirement("R16")
def test_a_server_that_hangs_up_is_unreachable(declared: RoleDeclaration) -> None:
    """As behind Docker's proxy while nothing listens inside the container."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            listener.accept()[0].close()

        threading.Thread(target=hang_up, daemon=True).start()
        closing = ServerAddress("127.0.0.1", listener.getsockname()[1], "postgres", "secret")

        with pytest.raises(Unreachable, match="closed the connection"):
            look(closing, declared)


@pytest.mark.requirement("R16")
def test_a_server_that_is_starting_up_is_unreachable(declared: RoleDeclaration) -> None:
    message = b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def start_up() -> None:
            with listener.accept()[0] as client:
                client.recv(1024)
                client.sendall(b"E" + struct.pack("!I", len(message) + 4) + message)

        threading.Thread(target=start_up, daemon=True).start()
        starting = ServerAddress("127.0.0.1", listener.getsockname()[1], "postgres", "secret")

        with pytest.raises(Unreachable, match="starting up"):
            look(starting, declared)


@pytest.mark.requirement("R20")
def test_a_half_dropped_database_is_not_repaired_silently(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    """An interrupted DROP DATABASE leaves it like this; only dropping it is possible, and that is not ours to do."""
    on_server("UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'castmatch'")

    with pytest.raises(DatabaseRefused, match="half dropped"):
        reconcile(server, working)


def test_the_admins_own_role_is_refused(server: ServerAddress) -> None:
    boss = replace(server, admin_user="boss")

    with pytest.raises(UserError, match="the server's admin"):
        reconcile(boss, RoleDeclaration.owner("boss", "secret", "castmatch"))


@pytest.mark.requirement("R15")
def test_a_change_that_fails_leaves_everything_as_it_was(
    server: ServerAddress, working: RoleDeclaration, on_server: Run, in_database: Run, as_role: Run
) -> None:
    """An open transaction holds the table, so that its owner can't be changed: the password isn't either."""
    impatient = replace(server, lock_timeout=0.2)
    in_database("ALTER TABLE talent OWNER TO postgres")
    on_server("ALTER ROLE castmatch_user PASSWORD NULL")
    before = look(server, working)

    with connect_admin(server, "castmatch") as holder, holder.transaction():
        holder.execute("LOCK TABLE public.talent")
        with pytest.raises(CannotReconcile) as failed:
            reconcile(impatient, working)

    assert failed.value.sqlstate == "55P03"
    assert look(server, working) == before
    assert reconcile(server, working).changes
    as_role("ALTER TABLE talent ADD COLUMN city text")


def test_an_admin_that_is_not_a_superuser_gets_an_error_that_says_so(
    server: ServerAddress, declared: RoleDeclaration, on_server: Run
) -> None:
    on_server("CREATE ROLE weak LOGIN CREATEROLE CREATEDB PASSWORD 'weak'")
    weak = replace(server, admin_user="weak", admin_password="weak")

    with pytest.raises(CannotReconcile, match="superuser") as failed:
        reconcile(weak, declared)

    assert failed.value.sqlstate == "42501"
