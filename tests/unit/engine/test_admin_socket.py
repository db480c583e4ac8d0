"""The way back in resets the administrator's password, and shows it to nobody."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from docker.errors import APIError, NotFound

from castmatch.engine import admin_socket
from castmatch.engine.admin_socket import reset_admin_password
from castmatch.errors import UserError
from castmatch.roles.scram import verifies

PASSWORD = "the admin's new secret"
CONTAINER = "castmatch-dev-postgres"


@dataclass
class Server:
    """A container that answers what it is told to, and keeps what it was asked."""

    code: int = 0
    output: bytes = b""
    command: list[str] = field(default_factory=list)
    asked: dict[str, Any] = field(default_factory=dict)

    def exec_run(self, command: list[str], **options: Any) -> SimpleNamespace:
        self.command, self.asked = command, options
        return SimpleNamespace(exit_code=self.code, output=self.output)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    found = Server()
    containers = SimpleNamespace(get={CONTAINER: found}.__getitem__)
    monkeypatch.setattr(admin_socket, "engine", lambda: SimpleNamespace(containers=containers))
    return found


def test_neither_password_nor_verifier_is_in_the_command(server: Server) -> None:
    """Everybody on the machine can read a command in the process list."""
    reset_admin_password(CONTAINER, "postgres", PASSWORD)

    command = " ".join(server.command)
    assert PASSWORD not in command
    assert server.asked["environment"]["VERIFIER"] not in command
    assert "SCRAM-SHA-256" not in command


def test_the_server_gets_a_verifier_and_never_the_password(server: Server) -> None:
    reset_admin_password(CONTAINER, "postgres", PASSWORD)

    assert PASSWORD not in str(server.asked)
    assert verifies(server.asked["environment"]["VERIFIER"], PASSWORD)


def test_it_comes_in_as_the_owner_of_the_socket(server: Server) -> None:
    reset_admin_password(CONTAINER, "postgres", PASSWORD)

    assert server.asked["user"] == "postgres"
    assert server.asked["environment"]["ADMIN"] == "postgres"


def test_the_statement_stays_out_of_the_servers_log(server: Server) -> None:
    reset_admin_password(CONTAINER, "postgres", PASSWORD)

    script = server.command[-1]
    assert script.index("SET log_statement = 'none'") < script.index("ALTER ROLE")


def test_a_refusal_names_the_servers_last_word_and_the_next_command(server: Server) -> None:
    server.code, server.output = 2, b'psql: error:\nFATAL:  role "postgres" does not exist\n'

    with pytest.raises(UserError) as caught:
        reset_admin_password(CONTAINER, "postgres", PASSWORD)

    assert caught.value.found == 'both refused: FATAL:  role "postgres" does not exist'
    assert f"docker exec -it {CONTAINER} psql" in caught.value.next_step
    assert PASSWORD not in f"{caught.value} {caught.value!r}"


def test_a_refusal_without_words_is_told_by_its_exit_code(server: Server) -> None:
    server.code = 127

    with pytest.raises(UserError, match="both refused: exit code 127"):
        reset_admin_password(CONTAINER, "postgres", PASSWORD)


@pytest.mark.parametrize("error", [NotFound, APIError])
def test_a_container_that_cannot_be_entered_is_a_refusal_too(
    monkeypatch: pytest.MonkeyPatch, error: type[APIError]
) -> None:
    def fail(_name: str) -> None:
        raise error("409 Client Error", explanation="Container is restarting")

    monkeypatch.setattr(admin_socket, "engine", lambda: SimpleNamespace(containers=SimpleNamespace(get=fail)))

    with pytest.raises(UserError, match="both refused: Container is restarting"):
        reset_admin_password(CONTAINER, "postgres", PASSWORD)
