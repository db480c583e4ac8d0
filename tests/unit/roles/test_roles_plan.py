"""The plan: every difference at once, in an order that can be carried out, and nothing when nothing differs."""

from dataclasses import replace
from typing import Any

import pytest

from castmatch.roles.changes import (
    CreateDatabase,
    CreateRole,
    CreateSchema,
    Grant,
    GrantFuture,
    OpenDatabase,
    ResetSetting,
    Revoke,
    RevokeMembership,
    SetAttribute,
    SetOwner,
    SetPassword,
)
from castmatch.roles.model import (
    PUBLIC,
    Access,
    Attributes,
    Database,
    Deviation,
    FutureGap,
    Kind,
    Membership,
    Object,
    Password,
    Reach,
    Schema,
    Setting,
)
from castmatch.roles.plan import plan

ROLE = "castmatch_user"
DATABASE = Object(Kind.DATABASE, "castmatch")
PUBLIC_SCHEMA = Object(Kind.SCHEMA, "public")
TALENT = Object(Kind.TABLE, "talent", "public")
CONNECT = frozenset({"CONNECT"})
SELECT = frozenset({"SELECT"})

pytestmark = [pytest.mark.requirement("R07"), pytest.mark.requirement("R15")]


def test_a_role_as_declared_needs_no_change(desired: Access) -> None:
    assert plan(desired, desired) == ()


def test_an_empty_server_gets_everything_in_one_plan(desired: Access) -> None:
    nothing: frozenset[str] = frozenset()
    empty = replace(
        desired,
        attributes=None,
        password=Password.NONE,
        database=Database("castmatch", None, nothing),
        schemas=(Schema("public", None, nothing),),
    )

    assert plan(empty, desired) == (
        CreateDatabase("castmatch"),
        CreateRole(ROLE, Attributes()),
        SetPassword(ROLE, Password.NONE),
        CreateSchema(ROLE, "public"),
        SetOwner(ROLE, DATABASE, None),
        Grant(ROLE, DATABASE, frozenset({"CONNECT", "CREATE", "TEMPORARY"})),
        Revoke(PUBLIC, DATABASE, frozenset({"CONNECT", "TEMPORARY"})),
    )


@pytest.mark.parametrize(
    ("attribute", "found"),
    [
        ("login", False),
        ("superuser", True),
        ("createdb", True),
        ("createrole", True),
        ("replication", True),
        ("bypassrls", True),
        ("inherit", False),
        ("connection_limit", 0),
        ("valid_until", "2001-01-01 00:00:00+00"),
    ],
)
def test_each_attribute_is_compared(desired: Access, attribute: str, found: Any) -> None:
    live = replace(desired, attributes=Attributes(**{attribute: found}))

    [change] = plan(live, desired)

    assert isinstance(change, SetAttribute)
    assert (change.attribute, change.found) == (attribute, found)
    assert change.value == getattr(Attributes(), attribute)


@pytest.mark.parametrize("found", [Password.DIFFERENT, Password.NONE, Password.NOT_SCRAM])
def test_any_other_password_is_replaced(desired: Access, found: Password) -> None:
    assert plan(replace(desired, password=found), desired) == (SetPassword(ROLE, found),)


def test_a_membership_is_ended_for_each_grantor(desired: Access) -> None:
    memberships = frozenset({Membership("pg_read_all_data", g) for g in ("postgres", "admin")})

    assert plan(replace(desired, memberships=memberships), desired) == (
        RevokeMembership(ROLE, Membership("pg_read_all_data", "admin")),
        RevokeMembership(ROLE, Membership("pg_read_all_data", "postgres")),
    )


def test_a_setting_of_the_role_is_reset(desired: Access) -> None:
    setting = Setting("search_path", "castmatch")

    changes = plan(replace(desired, settings=frozenset({setting})), desired)

    assert changes == (ResetSetting(ROLE, setting),)


def test_a_database_of_another_owner_is_taken_over(desired: Access) -> None:
    live = replace(desired, database=replace(desired.database, owner="postgres"))

    assert plan(live, desired) == (SetOwner(ROLE, DATABASE, "postgres"),)


@pytest.mark.parametrize("closed", [{"accepts_connections": False}, {"connection_limit": 0}])
def test_a_closed_database_is_opened(desired: Access, closed: dict[str, Any]) -> None:
    live = replace(desired, database=replace(desired.database, **closed))

    assert plan(live, desired) == (OpenDatabase("castmatch"),)


def test_missing_and_surplus_privileges_are_both_settled(desired: Access) -> None:
    wanted = replace(desired, database=replace(desired.database, privileges=CONNECT))
    live = replace(desired, database=replace(desired.database, privileges=frozenset({"CREATE"})))

    assert plan(live, wanted) == (
        Grant(ROLE, DATABASE, CONNECT),
        Revoke(ROLE, DATABASE, frozenset({"CREATE"})),
    )


def test_a_missing_schema_is_created_and_then_needs_no_owner(desired: Access) -> None:
    live = replace(desired, schemas=(Schema("public", None, frozenset()),))

    assert plan(live, desired) == (CreateSchema(ROLE, "public"),)


def test_a_schema_of_another_owner_is_taken_over(desired: Access) -> None:
    live = replace(desired, schemas=(Schema("public", "postgres", frozenset({"USAGE"})),))

    assert plan(live, desired) == (
        SetOwner(ROLE, PUBLIC_SCHEMA, "postgres"),
        Grant(ROLE, PUBLIC_SCHEMA, frozenset({"CREATE"})),
    )


def test_an_object_gets_its_owner_before_its_privileges(desired: Access) -> None:
    deviation = Deviation(TALENT, "postgres", missing=SELECT, surplus=frozenset({"TRUNCATE"}))

    assert plan(replace(desired, deviations=frozenset({deviation})), desired) == (
        SetOwner(ROLE, TALENT, "postgres"),
        Grant(ROLE, TALENT, SELECT),
        Revoke(ROLE, TALENT, frozenset({"TRUNCATE"})),
    )


def test_what_the_role_will_create_is_settled_too(desired: Access) -> None:
    gap = FutureGap(Kind.TABLE, SELECT)

    changes = plan(replace(desired, future_gaps=frozenset({gap})), desired)

    assert changes == (GrantFuture(ROLE, gap),)


def test_undeclared_access_is_revoked(desired: Access) -> None:
    reach = {Reach("postgres", PUBLIC, CONNECT), Reach("other", ROLE, CONNECT)}

    assert plan(replace(desired, reach=frozenset(reach)), desired) == (
        Revoke(ROLE, Object(Kind.DATABASE, "other"), CONNECT),
        Revoke(PUBLIC, Object(Kind.DATABASE, "postgres"), CONNECT),
    )
