"""All roles of a stack: a password for each that logs in, and each after the roles that it needs."""

import pytest

from castmatch.declared.model import Declared
from tests.unit.components.declared import declare

SETTINGS = {
    "roles": {
        "analysts": {"attributes": []},
        "reader": {"memberOf": ["analysts"], "grants": [{"access": "read"}, {"database": "archive", "access": "read"}]},
        "archivist": {},
    },
    "databases": {"archive": {"owner": "archivist"}},
}

pytestmark = pytest.mark.requirement("R07")


@pytest.fixture(scope="module")
def context() -> Declared:
    return declare("context", SETTINGS)


def test_each_role_is_a_resource(context: Declared) -> None:
    assert {resource.inputs["role"]: resource.name for resource in context.of_kind("PostgresRole")} == {
        "castmatch_user": "role",
        "analysts": "role-analysts",
        "reader": "role-reader",
        "archivist": "role-archivist",
    }


def test_each_that_logs_in_has_a_password_of_its_own(context: Declared) -> None:
    raw = {resource.inputs["role"]: resource.raw.get("password") for resource in context.of_kind("PostgresRole")}

    assert {role: password and password["value"] for role, password in raw.items()} == {
        "castmatch_user": "password-of-role-password",
        "reader": "password-of-role-password-reader",
        "archivist": "password-of-role-password-archivist",
        "analysts": None,
    }


def test_no_password_is_shown(context: Declared) -> None:
    shown = {resource.inputs.get("password") for resource in context.of_kind("PostgresRole")}

    assert shown == {"secret", None}


@pytest.mark.parametrize("first", ["role", "role-archivist", "role-analysts"])
def test_a_role_comes_after_the_owners_and_groups_that_it_needs(context: Declared, first: str) -> None:
    reader = context.one("PostgresRole", "role-reader")

    assert context.one("PostgresRole", first).urn in reader.dependencies


def test_roles_that_need_no_other_wait_for_none(context: Declared) -> None:
    others = {resource.urn for resource in context.of_kind("PostgresRole")}

    assert not others & context.needs(context.one("PostgresRole", "role"))


def test_the_applications_role_keeps_its_resource_when_it_is_renamed() -> None:
    """Otherwise its database would be handed to the administrator in between."""
    renamed = declare("context", {"role": {"name": "casting_app"}})

    assert renamed.one("PostgresRole", "role").inputs["role"] == "casting_app"
    assert renamed.one("Password", "role-password")
