"""The admin's ways in: the trusted socket first, then TCP; and what a refusal means where no password is asked for."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from castmatch.roles.errors import AdminRefused, DatabaseRefused, Unreachable
from castmatch.roles.server import ServerAddress, connect_admin

Run = Callable[[str], list[tuple[Any, ...]]]

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R24")]

NOWHERE = "no-such-host.invalid"


@pytest.fixture
def inside(server: ServerAddress, socket_directory: Path) -> ServerAddress:
    """The server as a neighbour with its socket sees it, who knows no password; TCP leads nowhere."""
    return replace(server, host=NOWHERE, admin_host=str(socket_directory), admin_password="forgotten")


def test_the_socket_asks_for_no_password(inside: ServerAddress) -> None:
    with connect_admin(inside) as session:
        assert session.execute("SELECT inet_client_addr()").fetchall() == [(None,)]


def test_roles_still_log_in_over_tcp(inside: ServerAddress) -> None:
    """The address that is shown, and that a login is proven at, stays the one over TCP."""
    assert str(inside) == f"{NOWHERE}:{inside.port}"


@pytest.mark.parametrize(
    ("fault", "word"),
    [("CREATE ROLE boss NOLOGIN", "not permitted to log in"), ("SELECT 1", 'role "boss" does not exist')],
)
def test_a_refused_admin_differs_from_a_server_that_is_away(
    inside: ServerAddress, on_server: Run, fault: str, word: str
) -> None:
    on_server(fault)

    with pytest.raises(AdminRefused, match=word):
        connect_admin(replace(inside, admin_user="boss"))


def test_a_folder_without_a_socket_is_unreachable(inside: ServerAddress, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="No such file") as failed:
        connect_admin(replace(inside, admin_host=str(tmp_path)))

    assert failed.value.expected == f"PostgreSQL at {tmp_path}/.s.PGSQL.{inside.port}"


def test_a_socket_that_a_killed_server_left_behind_is_unreachable(inside: ServerAddress, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / f".s.PGSQL.{inside.port}"))

    with pytest.raises(Unreachable, match="Connection refused"):
        connect_admin(replace(inside, admin_host=str(tmp_path)))


@pytest.mark.parametrize(
    "word",
    [
        "the database system is starting up",
        "the database system is shutting down",
        "the database system is in recovery mode",
        "the database system is not yet accepting connections",
        "sorry, too many clients already",
        "terminating connection due to administrator command",
    ],
)
def test_a_server_that_is_not_open_now_is_unreachable(inside: ServerAddress, tmp_path: Path, word: str) -> None:
    closed = replace(inside, admin_host=str(tmp_path))
    with answering(tmp_path / f".s.PGSQL.{inside.port}", word), pytest.raises(Unreachable, match=word):
        connect_admin(closed)


def test_where_the_socket_is_closed_the_admin_comes_over_tcp(server: ServerAddress, tmp_path: Path) -> None:
    """Somebody removed the socket's file: the server does not make it again until it restarts."""
    with connect_admin(replace(server, admin_host=str(tmp_path))) as session:
        assert session.execute("SELECT host(inet_client_addr())").fetchall() == [("127.0.0.1",)]


def test_a_refusal_tells_more_than_an_entrance_that_is_closed(server: ServerAddress, tmp_path: Path) -> None:
    with pytest.raises(AdminRefused, match="password authentication failed"):
        connect_admin(replace(server, admin_host=str(tmp_path), admin_password="wrong"))


def test_a_database_that_is_missing_is_not_a_refused_admin(inside: ServerAddress, server: ServerAddress) -> None:
    for address in (inside, server):
        with pytest.raises(DatabaseRefused) as failed:
            connect_admin(address, "nowhere")
        assert failed.value.next_step.endswith('CREATE DATABASE "nowhere"')


def test_not_even_the_maintenance_database_is(inside: ServerAddress, in_template: Run) -> None:
    in_template("ALTER DATABASE postgres RENAME TO elsewhere")
    try:
        with pytest.raises(DatabaseRefused, match='"postgres" does not exist'):
            connect_admin(inside)
    finally:
        in_template("ALTER DATABASE elsewhere RENAME TO postgres")


@pytest.fixture
def in_template(socket_directory: Path, server: ServerAddress) -> Run:
    def run(statement: str) -> list[tuple[Any, ...]]:
        with connect_admin(replace(server, admin_host=str(socket_directory)), "template1") as session:
            session.execute(statement.encode())
        return []

    return run


@contextmanager
def answering(path: Path, word: str) -> Iterator[None]:
    """A server that answers the first client with one fatal error."""
    message = b"SFATAL\0VFATAL\0C57P03\0M" + word.encode() + b"\0\0"

    def answer() -> None:
        with listener.accept()[0] as client:
            client.recv(1024)
            client.sendall(b"E" + struct.pack("!I", len(message) + 4) + message)

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        threading.Thread(target=answer, daemon=True).start()
        yield
