"""A declaration as plain data, for Pulumi's state and the guardian. It holds the password."""

from typing import Any

from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.model import Attributes, Setting
from castmatch.roles.privileges import Privileges

Document = dict[str, Any]


def to_document(declaration: RoleDeclaration) -> Document:
    """Write a declaration with sorted lists instead of sets, so that equal declarations give equal text."""
    return {
        "role": declaration.role,
        "password": declaration.password,
        "attributes": vars(declaration.attributes).copy(),
        "member_of": sorted(declaration.member_of),
        "settings": [_setting_out(s) for s in sorted(declaration.settings, key=lambda s: (s.name, s.database))],
        "databases": [_database_out(declared) for declared in declaration.databases],
    }


def from_document(document: Document) -> RoleDeclaration:
    """Read a declaration back. Pulumi turns numbers into floats, and drops None."""
    attributes = dict(document["attributes"])
    attributes["connection_limit"] = int(attributes["connection_limit"])
    return RoleDeclaration(
        role=document["role"],
        password=document.get("password"),
        databases=tuple(_database_in(found) for found in document["databases"]),
        attributes=Attributes(**attributes),
        member_of=frozenset(document["member_of"]),
        settings=frozenset(_setting_in(found) for found in document["settings"]),
    )


def _setting_out(setting: Setting) -> Document:
    value = list(setting.value) if isinstance(setting.value, tuple) else setting.value
    return {"name": setting.name, "database": setting.database, "value": value}


def _setting_in(found: Document) -> Setting:
    value = found["value"]
    return Setting(found["name"], found["database"], tuple(value) if isinstance(value, list) else value)


def _database_out(declared: DatabaseDeclaration) -> Document:
    return {
        "database": declared.database,
        "owner": declared.owner,
        "schemas": list(declared.schemas),
        "privileges": _privileges_out(declared.privileges),
        "public": _privileges_out(declared.public),
    }


def _database_in(found: Document) -> DatabaseDeclaration:
    return DatabaseDeclaration(
        found["database"],
        found["owner"],
        tuple(found["schemas"]),
        _privileges_in(found["privileges"]),
        _privileges_in(found["public"]),
    )


def _privileges_out(privileges: Privileges) -> dict[str, list[str] | None]:
    return {kind: None if names is None else sorted(names) for kind, names in vars(privileges).items()}


def _privileges_in(found: dict[str, list[str] | None]) -> Privileges:
    every: dict[str, Any] = {kind: None if names is None else frozenset(names) for kind, names in found.items()}
    return Privileges(**every)
