"""A declaration says everything that the server is compared with, and never shows its password."""

import pytest

from castmatch.errors import UserError
from castmatch.roles.declaration import Privileges, RoleDeclaration
from castmatch.roles.model import Attributes, Database, Password, Schema

SECRET = "correct horse"
DECLARED = RoleDeclaration.owner("castmatch_user", SECRET, "castmatch", ("public", "audit"), 20)


@pytest.mark.requirement("R07")
def test_the_desired_role_can_log_in_and_is_nothing_more() -> None:
    desired = DECLARED.desired()

    assert desired.attributes == Attributes(login=True, inherit=True, connection_limit=20)
    assert desired.password is Password.AS_DECLARED
    assert not desired.memberships
    assert not desired.reach


@pytest.mark.requirement("R07")
def test_the_desired_role_owns_its_database_and_its_schemas() -> None:
    desired = DECLARED.desired()

    assert desired.database == Database("castmatch", "castmatch_user", frozenset({"CONNECT", "CREATE", "TEMPORARY"}))
    assert desired.schemas == (
        Schema("public", "castmatch_user", frozenset({"CREATE", "USAGE"})),
        Schema("audit", "castmatch_user", frozenset({"CREATE", "USAGE"})),
    )
    assert not desired.deviations


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


def test_an_unknown_privilege_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UserError) as refused:
        Privileges(tables=frozenset({"SELECT", "READ"}))

    assert refused.value.found == "READ"
    assert "TRUNCATE" in refused.value.expected
