"""pg_hba.conf is edited by hand on a real server, and becomes the declared one again, in force."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from castmatch.roles.admin.hba import observe_hba, restore_hba
from castmatch.roles.admin.hba_rules import hba_text
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import AdminRefused, CannotRestoreHba, Unreachable
from castmatch.roles.server import ServerAddress
from castmatch.roles.verify import verify
from tests.waiting import eventually

Run = Callable[[str], list[tuple[Any, ...]]]

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R24")]


@pytest.fixture
def inside(server: ServerAddress, socket_directory: Path) -> ServerAddress:
    return replace(server, admin_host=str(socket_directory))


@pytest.fixture
def file(on_server: Run, inside: ServerAddress) -> Iterator[Path]:
    """The server's own file, declared and in force; afterwards as it was."""
    ((path,),) = on_server("SHOW hba_file")
    before = Path(path).read_bytes()
    restore_hba(inside)
    yield Path(path)
    Path(path).write_bytes(before)
    on_server("SELECT pg_reload_conf()")


def edit(file: Path, on_server: Run, text: str) -> None:
    """As a person does: write the file and let the server load it."""
    file.write_text(text)
    on_server("SELECT pg_reload_conf()")


def test_a_new_clusters_own_file_becomes_the_declared_one(file: Path, inside: ServerAddress) -> None:
    assert file.read_text() == hba_text()
    assert observe_hba(inside) == ()
    assert restore_hba(inside) == ()


def test_a_rule_that_lets_a_role_in_without_a_password_is_taken_out_at_once(
    file: Path, inside: ServerAddress, on_server: Run
) -> None:
    on_server("CREATE ROLE castmatch_user LOGIN")
    edit(file, on_server, "host all castmatch_user 127.0.0.1/32 trust\n" + hba_text())
    eventually(lambda: log_in_without_password(inside), during=(psycopg.OperationalError,))
    line = "host all castmatch_user 127.0.0.1/32 trust (anyone it matches logs in without a password)"
    finding = (f"pg_hba.conf has an undeclared line: {line}",)
    assert observe_hba(inside) == finding

    assert restore_hba(inside) == finding

    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        log_in_without_password(inside)
    assert observe_hba(inside) == ()


def test_a_rejected_role_can_log_in_again(
    file: Path, inside: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    edit(file, on_server, "host castmatch all all reject\n" + hba_text())

    assert restore_hba(inside) == ("pg_hba.conf has an undeclared line: host castmatch all all reject",)

    verify(inside, working)


def test_a_broken_file_is_replaced_before_it_stops_the_next_start(
    file: Path, inside: ServerAddress, on_server: Run
) -> None:
    edit(file, on_server, hba_text() + "host all all nonsense\n")
    finding = ("pg_hba.conf has an undeclared line: host all all nonsense",)

    assert restore_hba(inside) == finding
    assert file.read_text() == hba_text()


def test_a_file_that_is_not_utf_8_is_replaced(file: Path, inside: ServerAddress) -> None:
    file.write_bytes(b"local all all trust\n\xff\xfe\n")

    assert "pg_hba.conf has an undeclared line: \ufffd\ufffd" in restore_hba(inside)
    assert file.read_text() == hba_text()


def test_a_removed_file_is_written_again(file: Path, inside: ServerAddress) -> None:
    file.unlink()

    assert restore_hba(inside) == ("pg_hba.conf is missing",)
    assert file.read_text() == hba_text()


def test_a_file_that_the_server_has_not_loaded_is_loaded(file: Path, inside: ServerAddress, on_server: Run) -> None:
    """The rules in the server's memory count: the undeclared one is in force although the file is as declared again."""
    on_server("CREATE ROLE castmatch_user LOGIN")
    edit(file, on_server, "host all castmatch_user 127.0.0.1/32 trust\n" + hba_text())
    eventually(lambda: log_in_without_password(inside), during=(psycopg.OperationalError,))
    time.sleep(1)  # the time of a file has whole seconds
    file.write_text(hba_text())

    assert restore_hba(inside) == ("PostgreSQL has not loaded pg_hba.conf since it was written",)

    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        log_in_without_password(inside)


def test_a_file_that_the_server_cannot_write_is_reported_with_the_next_step(file: Path, inside: ServerAddress) -> None:
    file.write_text("local all all trust\n")
    file.chmod(0o444)
    try:
        with pytest.raises(CannotRestoreHba, match="Permission denied") as failed:
            restore_hba(inside)
    finally:
        file.chmod(0o600)

    assert str(file) in failed.value.expected
    assert "make up" in failed.value.next_step


def test_rules_that_lock_even_the_socket_refuse_the_administrator(
    file: Path, inside: ServerAddress, on_server: Run
) -> None:
    """Only the owner of the container can put the file back then."""
    original = file.read_text()
    edit(file, on_server, "local all all reject\nhost all all all reject\n")
    try:
        eventually(lambda: is_locked_out(inside), during=(psycopg.OperationalError,))
    finally:
        file.write_text(original)
        pid = int((file.parent / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, 1)  # SIGHUP: load it
        eventually(lambda: not is_locked_out(inside), during=(psycopg.OperationalError,))


def test_a_server_that_is_away_is_unreachable(server: ServerAddress, tmp_path: Path) -> None:
    away = replace(server, admin_host=str(tmp_path), host="no-such-host.invalid")
    with pytest.raises(Unreachable):
        observe_hba(away)


def is_locked_out(inside: ServerAddress) -> bool:
    try:
        observe_hba(inside)
    except AdminRefused as refusal:
        return "pg_hba.conf rejects" in str(refusal)
    return False


def log_in_without_password(inside: ServerAddress) -> bool:
    with psycopg.connect(
        host=inside.host, port=inside.port, user="castmatch_user", dbname="postgres", passfile=os.devnull
    ):
        return True
