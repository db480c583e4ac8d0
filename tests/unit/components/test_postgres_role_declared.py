"""The role as it is declared: what is secret, what it hangs on, and what of the stack file arrives."""

import pytest

from castmatch.declared.model import Declared
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.describe import describe
from components.postgres_role import PostgresRoleProvider


def test_its_passwords_are_secret_and_what_is_derived_from_them_is_no_property(dev: Declared) -> None:
    inputs = dev.one("PostgresRole", "role").inputs

    assert (inputs["password"], inputs["admin_password"]) == ("secret", "secret")
    assert not [key for key in inputs if "url" in key or "verifier" in key]


def test_the_servers_identity_is_an_input(dev: Declared) -> None:
    """A new server means the role is brought in order there, and preview says so."""
    role, server = dev.one("PostgresRole", "role"), dev.one("Container", "postgres")

    assert role.inputs["server"] == "postgres-id"
    assert server.urn in role.options["propertyDependencies"]["host"]["urns"]


@pytest.mark.requirement("R20")
def test_where_the_data_goes_the_role_needs_no_removal_of_its_own(dev: Declared) -> None:
    assert dev.one("PostgresRole", "role").options["deletedWith"] == dev.one("Volume", "data").urn


def test_what_is_declared_in_the_stack_file_arrives(anna: Declared) -> None:
    inputs = anna.one("PostgresRole", "role").inputs

    [database] = inputs["databases"]
    assert (inputs["role"], inputs["database"]) == ("anna's role", "anna")
    assert (database["owner"], database["schemas"]) == ("anna's role", ["public", "casting"])
    assert inputs["attributes"]["connection_limit"] == 20
    assert (database["privileges"]["tables"], database["privileges"]["schema"]) == (["INSERT", "SELECT"], ["USAGE"])
    assert inputs["port"] == 6432


def test_preview_shows_the_declared_access_before_there_is_a_server(dev: Declared) -> None:
    assert dev.one("PostgresRole", "role").inputs["access"] == describe(
        RoleDeclaration.owner("castmatch_user", "any", "castmatch").desired()
    ) | {"pg_hba.conf": "as declared"}


def test_the_provider_keeps_nothing_that_would_be_pickled() -> None:
    assert vars(PostgresRoleProvider()) == {}
