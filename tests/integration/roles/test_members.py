"""Memberships are exactly the declared ones, in the usual form, by any grantor."""

from dataclasses import replace

import pytest

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.model import Attributes
from castmatch.roles.reconcile import reconcile
from castmatch.roles.server import ServerAddress
from tests.integration.roles.conftest import Run
from tests.integration.roles.declarations import (
    ANALYST,
    ANALYSTS,
    act,
    assert_as_declared,
    assert_seen_and_repaired,
    may_not,
    may_not_enter,
)

pytestmark = [
    pytest.mark.integration,
    pytest.mark.requirement("R07"),
    pytest.mark.requirement("R15"),
    pytest.mark.requirement("R16"),
]

NOT_A_MEMBER = "analyst is not a member of analysts"
NOT_PLAIN = "analyst is a member of analysts with other options than declared"


@pytest.fixture
def analyst(server: ServerAddress, working: RoleDeclaration) -> RoleDeclaration:
    """A member of a group that reads what the working role owns."""
    reconcile(server, ANALYSTS)
    reconcile(server, ANALYST)
    return ANALYST


def test_a_lost_membership_is_given_again(server: ServerAddress, analyst: RoleDeclaration, on_server: Run) -> None:
    on_server("REVOKE analysts FROM analyst")
    may_not_enter(server, analyst, "castmatch")

    assert_seen_and_repaired(server, analyst, NOT_A_MEMBER)

    assert act(server, analyst, "SELECT name FROM talent") == [("Asha",)]


def test_the_right_to_admit_others_is_taken_back(
    server: ServerAddress, analyst: RoleDeclaration, on_server: Run
) -> None:
    on_server("CREATE ROLE third; GRANT analysts TO analyst WITH ADMIN OPTION")

    assert_seen_and_repaired(server, analyst, NOT_PLAIN, NOT_A_MEMBER)

    assert act(server, analyst, "SELECT name FROM talent") == [("Asha",)]
    may_not(server, analyst, "GRANT analysts TO third")


@pytest.mark.parametrize("option", ["INHERIT FALSE", "SET FALSE"])
def test_a_membership_with_less_than_the_usual_options_is_granted_again(
    option: str, server: ServerAddress, analyst: RoleDeclaration, on_server: Run
) -> None:
    if on_server("SELECT current_setting('server_version_num')::int < 160000") == [(True,)]:
        pytest.skip("memberships have such options from PostgreSQL 16 on")
    on_server(f"GRANT analysts TO analyst WITH {option}")

    assert_seen_and_repaired(server, analyst, NOT_PLAIN, NOT_A_MEMBER)

    assert act(server, analyst, "SELECT name FROM talent") == [("Asha",)]
    act(server, analyst, "SET ROLE analysts")


@pytest.mark.parametrize("group", ["pg_write_all_data", "castmatch_user"])
def test_a_membership_too_many_is_ended(
    group: str, server: ServerAddress, analyst: RoleDeclaration, on_server: Run
) -> None:
    on_server(f"GRANT {group} TO analyst")

    assert_seen_and_repaired(server, analyst, f"analyst is a member of {group}")

    may_not(server, analyst, "DELETE FROM talent")
    may_not(server, analyst, "SET ROLE castmatch_user")


def test_a_membership_that_a_third_role_gave_is_ended_too(
    server: ServerAddress, analyst: RoleDeclaration, on_server: Run
) -> None:
    on_server("CREATE ROLE third CREATEROLE; GRANT pg_write_all_data TO third WITH ADMIN OPTION")
    on_server("SET ROLE third; GRANT pg_write_all_data TO analyst")

    assert_seen_and_repaired(server, analyst, "analyst is a member of pg_write_all_data")

    may_not(server, analyst, "DELETE FROM talent")
    assert on_server("SELECT pg_has_role('third', 'pg_write_all_data', 'MEMBER')") == [(True,)]


def test_a_declared_membership_given_by_a_third_role_as_well_is_no_drift(
    server: ServerAddress, analyst: RoleDeclaration, on_server: Run
) -> None:
    on_server("CREATE ROLE third; GRANT analysts TO third WITH ADMIN OPTION; SET ROLE third; GRANT analysts TO analyst")

    assert_as_declared(server, analyst)


def test_a_member_that_does_not_inherit_has_to_change_into_its_group(
    server: ServerAddress, analyst: RoleDeclaration, on_server: Run
) -> None:
    on_server("GRANT CONNECT ON DATABASE castmatch TO PUBLIC")
    aloof = replace(analyst, attributes=Attributes(inherit=False))

    reconcile(server, aloof)

    may_not(server, aloof, "SELECT name FROM public.talent")
    act(server, aloof, "SET ROLE analysts")
    assert_as_declared(server, aloof)


def test_a_role_that_inherits_again_by_hand_does_not(
    server: ServerAddress, analyst: RoleDeclaration, on_server: Run
) -> None:
    on_server("ALTER ROLE analyst NOINHERIT; REVOKE analysts FROM analyst; GRANT analysts TO analyst")

    reconcile(server, analyst)

    assert act(server, analyst, "SELECT name FROM talent") == [("Asha",)]
    assert_as_declared(server, analyst)


def test_a_group_that_somebody_lets_log_in_is_shut_again(
    server: ServerAddress, analyst: RoleDeclaration, on_server: Run
) -> None:
    on_server("ALTER ROLE analysts LOGIN PASSWORD 'by hand'")

    assert_seen_and_repaired(
        server, ANALYSTS, "analysts has LOGIN, not NOLOGIN", "analysts has a password, and none is declared"
    )

    assert on_server("SELECT rolpassword FROM pg_authid WHERE rolname = 'analysts'") == [(None,)]
