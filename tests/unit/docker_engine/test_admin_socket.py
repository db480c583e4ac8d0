"""The way back in asks psql inside the container, and shows secrets to nobody."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from docker.errors import APIError, NotFound

from castmatch.docker_engine import admin_socket
from castmatch.docker_engine.admin_socket import ContainerSocket, reset_admin_password
from castmatch.roles.admin.administrator import Login
from castmatch.roles.admin.trusted_socket import LoginFailed, StatementFailed
from castmatch.roles.errors import CannotRepairAdmin, Unreachable
from castmatch.roles.scram import make_verifier

PASSWORD = "the admin's new secret"
CONTAINER = "castmatch-dev-postgres"
REFUSED = b'psql: error: connection to server on socket "x" failed: FATAL:  role "postgres" does not exist\n'
HEALTHY = {"name": "postgres", "login": True, "superuser": True, "expires": None, "mark": "postgres"}


@dataclass
class Server:
    """A container whose psql answers what it is told to, by the role that asks, and keeps what it was asked."""

    answer: Callable[[str, str], tuple[int, bytes, bytes]] = lambda _role, _statements: (0, b"", b"")
    commands: list[list[str]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def exec_run(self, command: list[str], **options: Any) -> SimpleNamespace:
        self.commands.append(command)
        self.asked.append(options)
        environment = options["environment"]
        code, output, errors = self.answer(environment["PGUSER"], environment["STATEMENTS"])
        return SimpleNamespace(exit_code=code, output=(output or None, errors or None))

    @property
    def statements(self) -> list[str]:
        return [options["environment"]["STATEMENTS"] for options in self.asked]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    found = Server()
    containers = SimpleNamespace(get={CONTAINER: found}.__getitem__)
    monkeypatch.setattr(admin_socket, "engine", lambda: SimpleNamespace(containers=containers))
    monkeypatch.setattr(admin_socket, "restore_hba_file", lambda _container: False)
    return found


def with_password(verifier: str) -> Callable[[str, str], tuple[int, bytes, bytes]]:
    """A healthy server but for the administrator's password."""

    def answer(_role: str, statements: str) -> tuple[int, bytes, bytes]:
        if "pg_authid" in statements:
            return 0, json.dumps([{**HEALTHY, "verifier": verifier}]).encode(), b""
        return 0, b'["postgres"]\n' if "pg_roles" in statements else b"", b""

    return answer


def test_another_password_is_replaced_and_told(server: Server) -> None:
    server.answer = with_password(make_verifier("lost"))
    notes: list[str] = []

    reset_admin_password(CONTAINER, "postgres", PASSWORD, note=notes.append)

    assert notes == [
        "the administrator postgres has another password than the declared one: set the password of postgres"
    ]
    assert 'ALTER ROLE "postgres" PASSWORD' in server.statements[-1]


def test_the_declared_password_is_left_alone(server: Server) -> None:
    server.answer = with_password(make_verifier(PASSWORD))

    reset_admin_password(CONTAINER, "postgres", PASSWORD)

    assert not [text for text in server.statements if "ALTER ROLE" in text]


def test_neither_password_nor_verifier_is_in_a_command(server: Server) -> None:
    """Everybody on the machine can read a command in the process list."""
    server.answer = with_password(make_verifier("lost"))

    reset_admin_password(CONTAINER, "postgres", PASSWORD)

    assert "SCRAM-SHA-256" in server.statements[-1]
    assert "SCRAM-SHA-256" not in str(server.commands)
    assert PASSWORD not in f"{server.commands} {server.asked}"


def test_the_change_stays_out_of_the_servers_log(server: Server) -> None:
    server.answer = with_password(make_verifier("lost"))

    reset_admin_password(CONTAINER, "postgres", PASSWORD)

    change = server.statements[-1]
    assert change.index("SET log_statement = 'none'") < change.index("BEGIN") < change.index("ALTER ROLE")


def test_it_comes_in_as_the_owner_of_the_socket_with_settings_of_its_own(server: Server) -> None:
    ContainerSocket(CONTAINER).query("castmatch_user", "cast=match", "SELECT 1")

    (asked,) = server.asked
    assert asked["user"] == "postgres"
    assert asked["environment"]["PGDATABASE"] == "cast=match"
    assert "-c search_path= " in asked["environment"]["PGOPTIONS"]


def test_nobody_gets_in_is_told_with_every_word_and_the_next_command(server: Server) -> None:
    server.answer = lambda role, _: (2, b"", REFUSED.replace(b"postgres", role.encode()))

    with pytest.raises(CannotRepairAdmin) as caught:
        reset_admin_password(CONTAINER, "postgres", PASSWORD, [Login("castmatch_user", "castmatch")])

    assert 'FATAL:  role "postgres" does not exist' in caught.value.found
    assert 'FATAL:  role "castmatch_user" does not exist' in caught.value.found
    assert caught.value.next_step.startswith(f"docker stop {CONTAINER}")
    assert PASSWORD not in f"{caught.value} {caught.value!r}"


def test_a_refused_login_is_told_from_a_server_that_is_not_open(server: Server) -> None:
    socket = ContainerSocket(CONTAINER)

    server.answer = lambda *_: (2, b"", REFUSED)
    with pytest.raises(LoginFailed, match=r'^connection to server .* role "postgres" does not exist$'):
        socket.query("postgres", "postgres", "SELECT 1")
    server.answer = lambda *_: (2, b"", b"psql: error: x failed: FATAL:  the database system is starting up\n")
    with pytest.raises(Unreachable, match="starting up"):
        socket.query("postgres", "postgres", "SELECT 1")


def test_a_refused_statement_is_told_without_the_statement(server: Server) -> None:
    """psql quotes it below its first line."""
    server.answer = lambda *_: (
        3,
        b"",
        b"psql:<stdin>:7: ERROR:  permission denied\nLINE 1: ... PASSWORD 'SCRAM-SHA'\n",
    )

    with pytest.raises(StatementFailed) as caught:
        ContainerSocket(CONTAINER).execute("postgres", "postgres", "ALTER ROLE x")

    assert str(caught.value) == "ERROR:  permission denied"


def test_an_image_without_psql_is_told_by_its_exit_code(server: Server) -> None:
    server.answer = lambda *_: (127, b"", b"")

    with pytest.raises(CannotRepairAdmin, match="exit code 127"):
        reset_admin_password(CONTAINER, "postgres", PASSWORD)


@pytest.mark.parametrize("error", [NotFound, APIError])
def test_a_container_that_cannot_be_entered_is_unreachable(
    server: Server, monkeypatch: pytest.MonkeyPatch, error: type[APIError]
) -> None:
    def fail(_name: str) -> None:
        raise error("409 Client Error", explanation="Container is restarting")

    monkeypatch.setattr(admin_socket, "engine", lambda: SimpleNamespace(containers=SimpleNamespace(get=fail)))

    with pytest.raises(Unreachable, match="Container is restarting"):
        reset_admin_password(CONTAINER, "postgres", PASSWORD)
