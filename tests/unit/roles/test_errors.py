"""Every failure names what was expected, what was found and what to do; none carries a secret."""

import psycopg
import pytest
from psycopg import errors

from castmatch.errors import UserError
from castmatch.roles.errors import CannotReconcile, LoginRefused, Refusal, Unreachable
from castmatch.roles.failures import translated
from castmatch.roles.server import ServerAddress

SECRET = "correct horse"
SERVER = ServerAddress("127.0.0.1", 5432, "postgres", SECRET)


def test_a_server_address_hides_the_admin_password() -> None:
    assert SECRET not in repr(SERVER)
    assert str(SERVER) == "127.0.0.1:5432"


@pytest.mark.parametrize("lost", [errors.AdminShutdown, errors.ConnectionFailure])
def test_a_server_that_goes_away_is_unreachable(lost: type[psycopg.Error]) -> None:
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:5432"), translated(SERVER, "castmatch_user", CannotReconcile):
        raise lost("server closed the connection")


def test_a_connection_that_breaks_without_a_word_is_unreachable() -> None:
    with pytest.raises(Unreachable), translated(SERVER, "castmatch_user", CannotReconcile):
        raise psycopg.OperationalError("consuming input failed")


def test_a_refused_statement_is_reported_with_its_sqlstate_and_a_fix() -> None:
    with pytest.raises(CannotReconcile) as failed, translated(SERVER, "castmatch_user", CannotReconcile):
        raise errors.LockNotAvailable("canceling statement due to lock timeout")

    assert (failed.value.role, failed.value.sqlstate) == ("castmatch_user", "55P03")
    assert "pg_locks" in failed.value.next_step


def test_only_the_first_line_of_an_error_is_reported() -> None:
    """The lines below may quote the statement."""
    with pytest.raises(CannotReconcile) as failed, translated(SERVER, "castmatch_user", CannotReconcile):
        raise errors.SyntaxError(f"syntax error\nLINE 1: ALTER ROLE x PASSWORD '{SECRET}'")

    assert SECRET not in str(failed.value)


def test_errors_meant_for_people_pass_unchanged() -> None:
    original = LoginRefused("castmatch_user", "castmatch", Refusal.TOO_MANY, "too many")
    with pytest.raises(UserError) as passed, translated(SERVER, "castmatch_user", CannotReconcile):
        raise original

    assert passed.value is original
