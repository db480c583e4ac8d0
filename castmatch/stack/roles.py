"""The part of the stack config with roles, databases and privileges."""

import re
from datetime import UTC
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from castmatch.roles.names import check_database_name, check_role_name, check_schema_name, check_setting_name
from castmatch.stack.section import Section, named


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(names)) < len(names):
        raise ValueError("each name once")
    return names


RoleName = Annotated[str, AfterValidator(named(check_role_name))]
DatabaseName = Annotated[str, AfterValidator(named(check_database_name))]
SchemaName = Annotated[str, AfterValidator(named(check_schema_name))]
Schemas = Annotated[tuple[SchemaName, ...], Field(min_length=1), AfterValidator(_each_once)]
ConnectionLimit = Annotated[int, Field(ge=1, le=10_000)]
DatabasePrivilege = Literal["CONNECT", "CREATE", "TEMPORARY"]
SchemaPrivilege = Literal["CREATE", "USAGE"]
TablePrivilege = Literal["DELETE", "INSERT", "MAINTAIN", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"]
# SUPERUSER is left out: no role of ours is one.
Attribute = Literal["LOGIN", "CREATEDB", "CREATEROLE", "REPLICATION", "BYPASSRLS", "NOINHERIT"]

# Settings that PostgreSQL keeps as lists of names, each quoted where it must be.
_LISTS = frozenset({"search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries"})


def _setting_text(value: Any) -> Any:
    """A value as PostgreSQL writes it: YAML reads on and off as booleans."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value) if isinstance(value, int | float) else value


def _moment_text(value: Any) -> Any:
    """A time as Pulumi passes it: it reads YAML's timestamps and writes them as Go prints them."""
    return re.sub(r" ([+-]\d{4}) \S+$", r"\1", value) if isinstance(value, str) else value


Moment = Annotated[AwareDatetime, BeforeValidator(_moment_text)]
SettingName = Annotated[
    str, Field(pattern=r"^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$"), AfterValidator(named(check_setting_name))
]
SettingValue = Annotated[str | Annotated[tuple[str, ...], Field(min_length=1)], BeforeValidator(_setting_text)]
Settings = dict[SettingName, SettingValue]


class Privileges(Section):
    """A role's privileges; all of a kind where it is left out. PostgreSQL's own words, in capitals."""

    database: frozenset[DatabasePrivilege] | None = None
    schema_: frozenset[SchemaPrivilege] | None = Field(None, alias="schema")
    tables: frozenset[TablePrivilege] | None = None
    sequences: frozenset[Literal["SELECT", "UPDATE", "USAGE"]] | None = None
    functions: frozenset[Literal["EXECUTE"]] | None = None


class Public(Section):
    """Privileges of everyone (PUBLIC) in a database and its schemas: none when left out."""

    database: frozenset[DatabasePrivilege] = frozenset()
    schema_: frozenset[SchemaPrivilege] = Field(frozenset(), alias="schema")


class Role(Section):
    """The PostgreSQL role that the backend logs in as, and the database that it owns."""

    name: RoleName = "castmatch_user"
    database: DatabaseName = "castmatch"
    schemas: Schemas = ("public",)
    connection_limit: ConnectionLimit | None = Field(
        None, description="concurrent connections of the role; unlimited when left out"
    )
    privileges: Privileges = Privileges()
    public: Public = Public()
    member_of: frozenset[str] = Field(frozenset(), description="other roles, or PostgreSQL's own such as pg_monitor")
    settings: Settings = Field({}, description="such as search_path or statement_timeout")


class Grants(Section):
    """A role's privileges in a database that another role owns."""

    database: DatabaseName | None = Field(None, description="the application's when left out")
    schemas: Schemas | None = Field(None, description="all that are declared for the database when left out")
    access: Literal["read", "write"] | None = Field(None, description="instead of privileges")
    privileges: Privileges | None = None


class OtherRole(Section):
    """A role other than the application's."""

    attributes: frozenset[Attribute] = frozenset({"LOGIN"})
    connection_limit: ConnectionLimit | None = None
    valid_until: Moment | None = Field(None, description="when its password expires, with a time zone")
    member_of: frozenset[str] = frozenset()
    settings: Settings = Field({})
    grants: tuple[Grants, ...] = ()

    @property
    def expiry(self) -> str | None:
        """`valid_until` as PostgreSQL prints it in UTC."""
        return f"{self.valid_until.astimezone(UTC):%Y-%m-%d %H:%M:%S}+00" if self.valid_until else None


class OtherDatabase(Section):
    """A database other than the application's."""

    owner: str = Field(description="one of the declared roles")
    schemas: Schemas = ("public",)
    public: Public = Public()


def as_list(name: str, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """A list setting given as text, as a list."""
    if name in _LISTS and isinstance(value, str):
        return tuple(item.strip().strip('"') for item in value.split(","))
    return value
