"""SQL through the container: each statement by itself, and the server's words when it refuses one."""

from types import SimpleNamespace
from typing import Any

import pytest
from docker.errors import NotFound

from castmatch.docker_engine import psql
from castmatch.docker_engine.psql import run_sql
from castmatch.errors import UserError


def container(monkeypatch: pytest.MonkeyPatch, code: int, output: bytes) -> list[Any]:
    """An engine whose container answers so; what it was asked."""
    asked: list[Any] = []

    def exec_run(command: list[str], user: str) -> SimpleNamespace:
        asked.append((command, user))
        return SimpleNamespace(exit_code=code, output=output)

    found = SimpleNamespace(exec_run=exec_run)
    monkeypatch.setattr(psql, "engine", lambda: SimpleNamespace(containers=SimpleNamespace(get=lambda _name: found)))
    return asked


def test_each_statement_is_a_command_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """One -c with both would be one transaction."""
    asked = container(monkeypatch, 0, b"1\n")

    assert run_sql("castmatch-dev-postgres", "SELECT 1", "SELECT 2", database="castmatch") == "1"

    [(command, user)] = asked
    assert command[-4:] == ["-c", "SELECT 1", "-c", "SELECT 2"]
    assert "castmatch" in command
    assert user == "postgres"


def test_a_refused_statement_is_reported_in_the_servers_words(monkeypatch: pytest.MonkeyPatch) -> None:
    container(monkeypatch, 1, b'ERROR:  role "nobody" does not exist\n')

    with pytest.raises(UserError, match='role "nobody" does not exist'):
        run_sql("castmatch-dev-postgres", "DROP ROLE nobody")


def test_a_missing_container_is_reported_with_the_next_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def get(_name: str) -> None:
        raise NotFound("no such container", explanation="No such container: castmatch-dev-postgres")

    monkeypatch.setattr(psql, "engine", lambda: SimpleNamespace(containers=SimpleNamespace(get=get)))

    with pytest.raises(UserError, match="No such container") as failed:
        run_sql("castmatch-dev-postgres", "SELECT 1")

    assert "make up" in failed.value.next_step
