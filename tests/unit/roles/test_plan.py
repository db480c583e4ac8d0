"""The plan: every difference at once, in an order that can be carried out, and nothing when nothing differs."""

from dataclasses import replace
from typing import Any

import pytest

from castmatch.roles import changes as c
from castmatch.roles.model import (
    PUBLIC,
    ROLE_MARK,
    Access,
    Attributes,
    Database,
    Kind,
    Membership,
    Object,
    Password,
    Reach,
    Schema,
    Setting,
)
from castmatch.roles.plan import plan
from tests.unit.roles.states import CONNECT, DATABASE, NOTHING, READER, ROLE, THE_DATABASE, inside, of_database

MARK = Setting(ROLE_MARK, "", ROLE)
ZONE = Setting("timezone", "", "UTC")
MISSING = Database(DATABASE, None, NOTHING, is_marked=False)
NO_SCHEMA = (Schema("public", None, NOTHING),)

pytestmark = [pytest.mark.requirement("R07"), pytest.mark.requirement("R15")]


def without_role(access: Access) -> Access:
    return replace(access, attributes=None, password=Password.NONE, settings=frozenset())


def test_a_role_as_declared_needs_no_change(desired: Access, reader: Access) -> None:
    assert plan(desired, desired) == ()
    assert plan(reader, reader) == ()


def test_an_empty_server_gets_everything_in_one_plan(desired: Access) -> None:
    empty = inside(without_role(desired), database=MISSING, schemas=NO_SCHEMA)

    assert plan(empty, desired) == (
        c.CreateDatabase(DATABASE),
        c.CreateRole(ROLE, Attributes()),
        c.ChangeSetting(ROLE, MARK, found=False),
        c.SetPassword(ROLE, Password.NONE),
        c.CreateSchema(ROLE, "public", DATABASE),
        c.SetOwner(ROLE, THE_DATABASE, None),
        c.MarkDatabase(DATABASE),
        c.Grant(ROLE, THE_DATABASE, frozenset({"CONNECT", "CREATE", "TEMPORARY"})),
        c.Revoke(PUBLIC, THE_DATABASE, frozenset({"CONNECT", "TEMPORARY"})),
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

    assert isinstance(change, c.SetAttribute)
    assert (change.attribute, change.found) == (attribute, found)
    assert change.value == getattr(Attributes(), attribute)


@pytest.mark.parametrize("found", [Password.DIFFERENT, Password.NONE, Password.NOT_SCRAM])
def test_any_other_password_is_replaced(desired: Access, found: Password) -> None:
    assert plan(replace(desired, password=found), desired) == (c.SetPassword(ROLE, found),)


def test_a_password_that_is_not_declared_is_taken_away(desired: Access) -> None:
    wanted = replace(desired, password=Password.NONE)

    assert plan(replace(desired, password=Password.UNDECLARED), wanted) == (c.SetPassword(ROLE, Password.UNDECLARED),)


class TestMemberships:
    def test_one_too_many_is_ended_for_each_grantor(self, desired: Access) -> None:
        memberships = frozenset({Membership("pg_read_all_data", g) for g in ("postgres", "admin")})

        assert plan(replace(desired, memberships=memberships), desired) == (
            c.RevokeMembership(ROLE, Membership("pg_read_all_data", "admin")),
            c.RevokeMembership(ROLE, Membership("pg_read_all_data", "postgres")),
        )

    def test_a_declared_one_is_given(self, desired: Access) -> None:
        wanted = replace(desired, memberships=frozenset({Membership("analysts")}))

        assert plan(desired, wanted) == (c.GrantMembership(ROLE, "analysts"),)

    def test_a_declared_one_is_as_declared_by_any_grantor(self, desired: Access) -> None:
        wanted = replace(desired, memberships=frozenset({Membership("analysts")}))

        assert plan(replace(desired, memberships=frozenset({Membership("analysts", "postgres")})), wanted) == ()

    def test_one_with_other_options_is_granted_again(self, desired: Access) -> None:
        found = Membership("analysts", "postgres", is_plain=False)
        wanted = replace(desired, memberships=frozenset({Membership("analysts")}))

        assert plan(replace(desired, memberships=frozenset({found})), wanted) == (
            c.RevokeMembership(ROLE, found),
            c.GrantMembership(ROLE, "analysts"),
        )

    def test_a_group_that_is_not_there_yet_is_awaited(self, desired: Access) -> None:
        wanted = replace(desired, memberships=frozenset({Membership("analysts")}))

        assert plan(replace(desired, absent=frozenset({"analysts"})), wanted) == (
            c.Await(ROLE, "analysts", "role analysts"),
        )


class TestSettings:
    def test_one_too_many_is_reset(self, desired: Access) -> None:
        setting = Setting("search_path", DATABASE)

        assert plan(replace(desired, settings=desired.settings | {setting}), desired) == (
            c.ResetSetting(ROLE, setting),
        )

    @pytest.mark.parametrize(
        ("found", "is_there"),
        [(frozenset[Setting](), False), (frozenset({Setting("timezone", "", "CET")}), True)],
        ids=["missing", "another value"],
    )
    def test_a_declared_one_is_set(self, desired: Access, found: frozenset[Setting], is_there: bool) -> None:
        live = replace(desired, settings=desired.settings | found)
        wanted = replace(desired, settings=desired.settings | {ZONE})

        assert plan(live, wanted) == (c.ChangeSetting(ROLE, ZONE, is_there),)

    def test_one_for_a_single_database_is_another_one(self, desired: Access) -> None:
        inner = Setting("timezone", DATABASE, "UTC")

        assert plan(
            replace(desired, settings=desired.settings | {inner}), replace(desired, settings=desired.settings | {ZONE})
        ) == (c.ResetSetting(ROLE, inner), c.ChangeSetting(ROLE, ZONE, found=False))

    def test_a_lost_mark_is_put_back(self, desired: Access) -> None:
        assert plan(replace(desired, settings=frozenset()), desired) == (c.ChangeSetting(ROLE, MARK, found=False),)


class TestRenames:
    """Only once a thing has its name back can be seen what else differs."""

    def test_a_role_gets_its_name_back_first(self, desired: Access) -> None:
        live = replace(without_role(desired), renamed_to="old_user")

        assert plan(live, desired) == (c.RenameRole("old_user", ROLE),)

    def test_role_and_database_in_one_plan(self, desired: Access) -> None:
        live = replace(
            inside(without_role(desired), database=replace(MISSING, renamed_to="old"), schemas=NO_SCHEMA),
            renamed_to="old_user",
        )

        assert plan(live, desired) == (c.RenameRole("old_user", ROLE), c.RenameDatabase("old", DATABASE))

    def test_a_new_role_of_the_declared_name_stays(self, desired: Access) -> None:
        """Then the mark is on somebody else's role."""
        assert plan(replace(desired, renamed_to="old_user"), desired) == ()

    def test_a_database_is_renamed_by_its_owner_alone(self, reader: Access) -> None:
        live = inside(reader, database=replace(MISSING, renamed_to="old"), schemas=NO_SCHEMA)

        assert plan(live, reader) == (c.Await(READER, ROLE, "database castmatch"),)


class TestWhatOnlyTheOwnerCanBring:
    def test_a_role_is_made_while_its_database_is_awaited(self, reader: Access) -> None:
        live = inside(without_role(reader), database=MISSING, schemas=NO_SCHEMA)

        assert plan(live, reader) == (
            c.CreateRole(READER, Attributes()),
            c.ChangeSetting(READER, Setting(ROLE_MARK, "", READER), found=False),
            c.SetPassword(READER, Password.NONE),
            c.Await(READER, ROLE, "database castmatch"),
        )

    def test_a_closed_database_is_awaited(self, reader: Access) -> None:
        live = of_database(reader, accepts_connections=False)

        assert plan(live, reader) == (c.Await(READER, ROLE, "database castmatch that accepts connections"),)

    def test_a_schema_is_awaited_and_the_database_granted_meanwhile(self, reader: Access) -> None:
        live = inside(of_database(reader, privileges=NOTHING), schemas=NO_SCHEMA)

        assert plan(live, reader) == (
            c.Grant(READER, THE_DATABASE, CONNECT),
            c.Await(READER, ROLE, "schema public in database castmatch"),
        )


@pytest.mark.parametrize("closed", [{"accepts_connections": False}, {"connection_limit": 0}])
def test_a_closed_database_is_opened(desired: Access, closed: dict[str, Any]) -> None:
    assert plan(of_database(desired, **closed), desired) == (c.OpenDatabase(DATABASE),)


def test_undeclared_access_is_revoked_with_the_right_to_pass_it_on(desired: Access) -> None:
    reach = {Reach("postgres", PUBLIC, CONNECT), Reach("other", ROLE, frozenset({"CONNECT*"}))}

    assert plan(replace(desired, reach=frozenset(reach)), desired) == (
        c.Revoke(ROLE, Object(Kind.DATABASE, "other"), CONNECT),
        c.Revoke(PUBLIC, Object(Kind.DATABASE, "postgres"), CONNECT),
    )
