"""The stack config's roles as declarations: owners first, presets spelled out, and nothing lost on the way."""

from typing import Any

import pytest

from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.model import Attributes, Setting
from castmatch.roles.privileges import NOTHING, READ, WRITE, Privileges
from castmatch.stack.declared_roles import declared_roles
from castmatch.stack.model import StackConfig

pytestmark = pytest.mark.requirement("R07")


def declared(config: dict[str, Any]) -> dict[str, RoleDeclaration]:
    """Role to declaration, in order."""
    return {found.role: found for found in declared_roles(StackConfig.model_validate(config))}


def test_without_a_word_there_is_the_applications_role_and_its_database() -> None:
    [role] = declared({}).values()

    assert role == RoleDeclaration("castmatch_user", None, (DatabaseDeclaration("castmatch", "castmatch_user"),))


def test_the_applications_role_arrives_as_written() -> None:
    written = {
        "name": "app",
        "database": "casting",
        "schemas": ["public", "audit"],
        "connectionLimit": 20,
        "privileges": {"tables": ["SELECT", "INSERT"]},
        "public": {"database": ["CONNECT"], "schema": ["USAGE"]},
        "memberOf": ["pg_monitor"],
        "settings": {"search_path": "audit, public", "statement_timeout": "30s"},
    }

    [role] = declared({"role": written}).values()

    public = Privileges(frozenset({"CONNECT"}), frozenset({"USAGE"}), frozenset(), frozenset(), frozenset())
    assert role.databases == (
        DatabaseDeclaration(
            "casting", "app", ("public", "audit"), Privileges(tables=frozenset({"SELECT", "INSERT"})), public
        ),
    )
    assert role.attributes == Attributes(connection_limit=20)
    assert role.member_of == {"pg_monitor"}
    assert role.settings == {
        Setting("search_path", "", ("audit", "public")),
        Setting("statement_timeout", "", "30s"),
    }


def test_another_role_arrives_as_written() -> None:
    written = {
        "attributes": ["LOGIN", "CREATEDB", "NOINHERIT"],
        "connectionLimit": 2,
        "validUntil": "2030-01-01T00:00:00Z",
        "settings": {"default_transaction_read_only": True},
    }

    reader = declared({"roles": {"reader": written}})["reader"]

    assert reader.attributes == Attributes(
        createdb=True, inherit=False, connection_limit=2, valid_until="2030-01-01 00:00:00+00"
    )
    assert reader.settings == {Setting("default_transaction_read_only", "", "on")}
    assert reader.databases == ()


def test_a_group_does_not_log_in() -> None:
    assert declared({"roles": {"analysts": {"attributes": []}}})["analysts"].attributes == Attributes(login=False)


@pytest.mark.parametrize(
    ("grants", "privileges"),
    [
        ({"access": "read"}, READ),
        ({"access": "write"}, WRITE),
        ({"privileges": {"schema": ["USAGE"]}}, Privileges(schema=frozenset({"USAGE"}))),
    ],
)
def test_grants_mean_privileges_in_the_applications_database(grants: dict[str, Any], privileges: Privileges) -> None:
    reader = declared({"role": {"schemas": ["public", "audit"]}, "roles": {"reader": {"grants": [grants]}}})["reader"]

    assert reader.databases == (
        DatabaseDeclaration("castmatch", "castmatch_user", ("public", "audit"), privileges, NOTHING),
    )


def test_grants_in_another_database_know_its_owner_its_schemas_and_what_everyone_may() -> None:
    """What everyone may is the owner's to settle: both must speak of it alike."""
    config = {
        "roles": {"archivist": {}, "reader": {"grants": [{"database": "archive", "access": "read"}]}},
        "databases": {"archive": {"owner": "archivist", "schemas": ["reels"], "public": {"database": ["CONNECT"]}}},
    }

    found = declared(config)

    [owned], [granted] = found["archivist"].databases, found["reader"].databases
    assert (owned.owner, owned.schemas, owned.privileges) == ("archivist", ("reels",), Privileges())
    assert (granted.owner, granted.schemas, granted.privileges) == ("archivist", ("reels",), READ)
    assert granted.public == owned.public != NOTHING


def test_grants_may_be_confined_to_some_schemas() -> None:
    config = {"role": {"schemas": ["public", "audit"]}}

    reader = declared({**config, "roles": {"reader": {"grants": [{"access": "read", "schemas": ["audit"]}]}}})["reader"]

    assert reader.databases[0].schemas == ("audit",)


def test_a_further_database_of_the_applications_role_comes_after_its_own() -> None:
    """The first is the one that it logs in to."""
    [role] = declared({"databases": {"archive": {"owner": "castmatch_user"}}}).values()

    assert [database.database for database in role.databases] == ["castmatch", "archive"]


def test_each_role_comes_after_those_that_it_needs() -> None:
    config = {
        "role": {"memberOf": ["staff"]},
        "roles": {
            "reader": {"grants": [{"access": "read"}, {"database": "archive", "access": "read"}]},
            "archivist": {"memberOf": ["staff"]},
            "staff": {"attributes": []},
        },
        "databases": {"archive": {"owner": "archivist"}},
    }

    order = list(declared(config))

    assert order.index("staff") < order.index("castmatch_user") < order.index("reader")
    assert order.index("staff") < order.index("archivist") < order.index("reader")


def test_no_password_is_in_a_declaration_of_the_config() -> None:
    assert declared({"roles": {"reader": {}}})["reader"].password is None
