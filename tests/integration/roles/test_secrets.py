"""No password in a log, a message or an exception; and nothing of the caller's libpq environment in a connection."""

import os
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.describe import describe
from castmatch.roles.errors import AdminRefused, CannotReconcile, LoginRefused, Unreachable
from castmatch.roles.reconcile import look, reconcile
from castmatch.roles.sentences import action, finding
from castmatch.roles.server import ServerAddress, connect_admin
from castmatch.roles.verify import verify_login
from tests.integration.roles.conftest import PASSWORD

Run = Callable[[str], list[tuple[Any, ...]]]

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R07")]


def test_neither_password_nor_verifier_reaches_the_servers_log(
    server: ServerAddress, declared: RoleDeclaration, on_server: Run, server_log: Path
) -> None:
    """The server logs every statement, and how long each took."""
    already_written = server_log.stat().st_size
    reconcile(server, declared)
    on_server("ALTER ROLE castmatch_user PASSWORD NULL")
    reconcile(server, declared)
    [(verifier,)] = on_server("SELECT rolpassword FROM pg_authid WHERE rolname = 'castmatch_user'")

    written = server_log.read_bytes()[already_written:].decode()

    assert "statement: ALTER ROLE castmatch_user PASSWORD NULL" in written
    assert PASSWORD not in written
    assert server.admin_password not in written
    assert verifier not in written
    assert "SCRAM-SHA-256$" not in written


def test_a_failing_statement_is_not_logged_either(
    server: ServerAddress, working: RoleDeclaration, on_server: Run, server_log: Path
) -> None:
    """By default a server quotes the statement behind each error."""
    impatient = replace(server, lock_timeout=0.2)
    on_server("ALTER ROLE castmatch_user PASSWORD NULL")
    already_written = server_log.stat().st_size

    with connect_admin(server) as holder, holder.transaction():
        holder.execute("ALTER ROLE castmatch_user CREATEDB")
        with pytest.raises(CannotReconcile, match="lock timeout"):
            reconcile(impatient, working)

    written = server_log.read_bytes()[already_written:].decode()
    assert "ERROR:  canceling statement due to lock timeout" in written
    assert "SCRAM-SHA-256$" not in written


def test_no_output_holds_the_password(server: ServerAddress, declared: RoleDeclaration) -> None:
    outcome = reconcile(server, declared)
    told = [repr(outcome), *map(finding, outcome.changes), *map(action, outcome.changes)]
    told += describe(look(server, declared)).values()

    assert not [text for text in told if PASSWORD in text]


# By name, because a traceback quotes the lines of this file.
WRONG = "wrong secret"


def failures(server: ServerAddress, declared: RoleDeclaration) -> Iterator[Callable[[], object]]:
    yield lambda: look(replace(server, admin_password=WRONG), declared)
    yield lambda: look(replace(server, port=1, admin_password=WRONG), declared)
    yield lambda: verify_login(server, replace(declared, password=WRONG))


def test_no_failure_carries_a_password(server: ServerAddress, declared: RoleDeclaration) -> None:
    """Not in its text, and not in the errors behind it: psycopg's own knows the connection string."""
    for fail in failures(server, declared):
        with pytest.raises((AdminRefused, Unreachable, LoginRefused)) as failed:
            fail()

        error = failed.value
        shown = "".join(traceback.format_exception(error)) + repr(vars(error))
        assert WRONG not in shown
        assert error.__context__ is None
        assert error.__cause__ is None


CALLERS_ENVIRONMENT = {
    "PGHOST": "no-such-host.invalid",
    "PGHOSTADDR": "192.0.2.1",
    "PGPORT": "1",
    "PGUSER": "somebody",
    "PGPASSWORD": "else",
    "PGDATABASE": "nowhere",
    "PGSERVICE": "no-such-service",
    "PGSERVICEFILE": "/no/such/file",
    "PGPASSFILE": "/no/such/file",
    "PGSSLMODE": "verify-full",
    "PGSSLROOTCERT": "/no/such/file",
    "PGREQUIREAUTH": "none",
    "PGCHANNELBINDING": "require",
    "PGTARGETSESSIONATTRS": "standby",
    "PGOPTIONS": "-c no_such_setting=1",
    "PGCLIENTENCODING": "LATIN1",
    "PGTZ": "no/such/zone",
    "PGCONNECT_TIMEOUT": "nonsense",
}


def test_the_callers_libpq_environment_does_not_act(
    server: ServerAddress, declared: RoleDeclaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in CALLERS_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)

    reconcile(server, declared)

    assert look(server, declared) == declared.desired()


def test_the_callers_libpq_environment_is_given_back(
    server: ServerAddress, declared: RoleDeclaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGSERVICE", "no-such-service")
    with pytest.raises(AdminRefused):
        look(replace(server, admin_password="wrong"), declared)

    assert os.environ["PGSERVICE"] == "no-such-service"
