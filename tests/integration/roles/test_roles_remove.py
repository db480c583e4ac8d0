"""Removing a role keeps everything that it owned."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from castmatch.errors import UserError
from castmatch.roles import (
    CannotRemove,
    DatabaseRefused,
    RoleDeclaration,
    ServerAddress,
    look,
    reconcile,
    remove,
)
from castmatch.roles.server import connect_admin

Run = Callable[[str], list[tuple[Any, ...]]]

pytestmark = [pytest.mark.integration, pytest.mark.requirement("R07")]


def test_a_removed_role_leaves_its_database_and_its_data(
    server: ServerAddress, working: RoleDeclaration, in_database: Run
) -> None:
    remove(server, "castmatch_user")

    assert look(server, working).attributes is None
    assert in_database("SELECT name FROM talent") == [("Asha",)]


@pytest.mark.requirement("R20")
def test_a_renamed_role_takes_over_the_data_of_the_old_one(
    server: ServerAddress, working: RoleDeclaration, in_database: Run
) -> None:
    renamed = RoleDeclaration.owner("castmatch_app", "another secret", "castmatch")

    remove(server, "castmatch_user")
    reconcile(server, renamed)

    with psycopg.connect(
        host=server.host,
        port=server.port,
        user="castmatch_app",
        password="another secret",
        dbname="castmatch",
    ) as connection:
        connection.execute("ALTER TABLE talent ADD COLUMN city text")
        assert connection.execute("SELECT name FROM talent").fetchall() == [("Asha",)]


def test_a_role_that_is_logged_in_is_removed(server: ServerAddress, working: RoleDeclaration, in_database: Run) -> None:
    with psycopg.connect(
        host=server.host,
        port=server.port,
        user=working.role,
        password=working.password,
        dbname=working.databases[0].database,
    ) as application:
        application.execute("LOCK TABLE public.talent")

        remove(server, working.role)

        with pytest.raises(psycopg.OperationalError):
            application.execute("SELECT 1")
    assert in_database("SELECT name FROM talent") == [("Asha",)]


def test_what_it_owns_in_other_databases_is_kept_too(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    on_server("CREATE DATABASE castmatch_test OWNER castmatch_user")
    on_server("GRANT CONNECT ON DATABASE postgres TO castmatch_user")

    remove(server, "castmatch_user")

    assert on_server("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'castmatch_test'") == [
        ("postgres",)
    ]


def test_a_removal_that_is_held_up_drops_nothing_and_can_be_repeated(
    server: ServerAddress, working: RoleDeclaration, in_database: Run
) -> None:
    impatient = replace(server, lock_timeout=0.2)
    with connect_admin(server, "castmatch") as holder, holder.transaction():
        holder.execute("LOCK TABLE public.talent")
        with pytest.raises(CannotRemove, match="lock timeout"):
            remove(impatient, "castmatch_user")

    remove(server, "castmatch_user")

    assert in_database("SELECT name FROM talent") == [("Asha",)]


def test_a_database_that_cannot_be_entered_keeps_the_role(
    server: ServerAddress, working: RoleDeclaration, on_server: Run
) -> None:
    on_server("ALTER DATABASE castmatch ALLOW_CONNECTIONS false")

    with pytest.raises(DatabaseRefused, match="ALLOW_CONNECTIONS true"):
        remove(server, "castmatch_user")

    assert look(server, working).attributes is not None


def test_removing_a_role_that_is_not_there_does_nothing(server: ServerAddress) -> None:
    remove(server, "castmatch_user")


def test_a_reserved_role_is_never_removed(server: ServerAddress) -> None:
    with pytest.raises(UserError, match="reserved"):
        remove(server, "postgres")


def test_the_admin_is_never_removed(server: ServerAddress) -> None:
    with pytest.raises(UserError, match="the server's admin"):
        remove(replace(server, admin_user="boss"), "boss")
