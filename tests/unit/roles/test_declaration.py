"""A declaration says everything that the server is compared with, and never shows its password."""

from dataclasses import replace

import pytest

from castmatch.errors import UserError
from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.model import Attributes, Database, DatabaseAccess, Membership, Password, Schema, Setting
from castmatch.roles.privileges import NOTHING, READ, Privileges
from tests.unit.roles.states import OWNER_DECLARED, READER_DECLARED

SECRET = "correct horse"
DECLARED = RoleDeclaration.owner("castmatch_user", SECRET, "castmatch", ("public", "audit"), 20)
MARK = Setting("castmatch.role", "", "castmatch_user")
NONE: frozenset[str] = frozenset()


@pytest.mark.requirement("R07")
def test_the_desired_role_can_log_in_and_is_nothing_more() -> None:
    desired = DECLARED.desired()

    assert desired.attributes == Attributes(login=True, inherit=True, connection_limit=20)
    assert desired.password is Password.AS_DECLARED
    assert not desired.memberships
    assert not desired.reach
    assert desired.settings == {MARK}


@pytest.mark.requirement("R07")
def test_the_desired_owner_owns_its_database_and_its_schemas() -> None:
    [database] = DECLARED.desired().databases

    assert database == DatabaseAccess(
        "castmatch_user",
        Database("castmatch", "castmatch_user", frozenset({"CONNECT", "CREATE", "TEMPORARY"})),
        (
            Schema("public", "castmatch_user", frozenset({"CREATE", "USAGE"})),
            Schema("audit", "castmatch_user", frozenset({"CREATE", "USAGE"})),
        ),
    )


@pytest.mark.requirement("R07")
def test_another_role_has_what_it_is_granted_in_a_database_that_stays_its_owners() -> None:
    [database] = READER_DECLARED.desired().databases

    assert database.owner == "castmatch_user"
    assert database.database == Database("castmatch", "castmatch_user", frozenset({"CONNECT"}))
    assert database.schemas == (Schema("public", "castmatch_user", frozenset({"USAGE"})),)


def test_what_everyone_may_is_nothing_unless_it_is_declared() -> None:
    public = replace(NOTHING, database=frozenset({"CONNECT"}), schema=frozenset({"USAGE"}))

    [closed] = OWNER_DECLARED.desired().databases
    opened = DatabaseDeclaration("castmatch", "castmatch_user", public=public).desired()

    assert (closed.database.public, closed.schemas[0].public) == (NONE, NONE)
    assert opened.database.public == {"CONNECT"}
    assert opened.schemas[0].public == {"USAGE"}


def test_memberships_and_settings_are_desired_beside_our_mark() -> None:
    zone = Setting("timezone", "", "Asia/Kolkata")
    declared = replace(DECLARED, member_of=frozenset({"analysts"}), settings=frozenset({zone}))

    assert declared.desired().memberships == {Membership("analysts")}
    assert declared.desired().settings == {zone, MARK}


def test_a_role_without_a_password_is_to_have_none() -> None:
    group = RoleDeclaration("analysts", None, attributes=Attributes(login=False))

    assert group.desired().password is Password.NONE
    assert group.desired().databases == ()


@pytest.mark.parametrize(
    ("declared", "needed"),
    [
        (DECLARED, set()),
        (READER_DECLARED, {"castmatch_user"}),
        (replace(READER_DECLARED, member_of=frozenset({"analysts"})), {"castmatch_user", "analysts"}),
    ],
    ids=["an owner needs no role", "a reader its owner", "a member its group"],
)
def test_a_role_names_the_roles_that_must_come_first(declared: RoleDeclaration, needed: set[str]) -> None:
    assert declared.needs() == needed


def test_the_password_is_hidden() -> None:
    assert SECRET not in repr(DECLARED)
    assert SECRET not in str(DECLARED)


@pytest.mark.parametrize("password", ["", "nul\0inside"])
def test_a_password_that_no_login_accepts_is_refused_without_being_shown(password: str) -> None:
    with pytest.raises(UserError) as refused:
        RoleDeclaration.owner("castmatch_user", password, "castmatch")

    assert "inside" not in str(refused.value)


@pytest.mark.parametrize(
    ("role", "database", "schemas"),
    [
        ("postgres", "castmatch", ("public",)),
        ("castmatch_user", "template1", ("public",)),
        ("castmatch_user", "castmatch", ("pg_catalog",)),
    ],
)
def test_every_name_is_checked(role: str, database: str, schemas: tuple[str, ...]) -> None:
    with pytest.raises(UserError, match="reserved"):
        RoleDeclaration.owner(role, SECRET, database, schemas)


def test_the_name_of_the_owner_is_checked_too() -> None:
    with pytest.raises(UserError, match="reserved"):
        DatabaseDeclaration("castmatch", "postgres", privileges=READ)


def test_a_setting_that_would_make_it_another_role_is_refused() -> None:
    with pytest.raises(UserError, match="another role's"):
        RoleDeclaration("castmatch_user", SECRET, settings=frozenset({Setting("role", "", "postgres")}))


def test_fewer_privileges_than_all_are_desired_when_declared() -> None:
    narrow = Privileges(frozenset({"CONNECT"}), frozenset({"USAGE"}))

    [database] = RoleDeclaration.owner("a", SECRET, "a", privileges=narrow).desired().databases

    assert database.database.privileges == {"CONNECT"}
    assert database.schemas[0].privileges == {"USAGE"}
