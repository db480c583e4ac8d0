"""Each change in words: what was found, and what is done about it.

Nothing here is ever a secret.
"""

from typing import assert_never

from castmatch.roles.changes import (
    Change,
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
from castmatch.roles.model import NO_LIMIT, PUBLIC, Password, Setting

_PASSWORD = {
    Password.NONE: "has no password",
    Password.DIFFERENT: "has another password than the declared one",
    Password.NOT_SCRAM: "has a password that is not stored as SCRAM-SHA-256",
    Password.AS_DECLARED: "has the declared password",
}


def finding(change: Change) -> str:  # noqa: C901 - one flat case a change
    """What was found: "castmatch_user may not SELECT on table public.talent"."""
    match change:
        case CreateDatabase(database):
            return f"database {database} is missing"
        case OpenDatabase(database):
            return f"database {database} does not accept every connection"
        case CreateRole(role, _):
            return f"role {role} is missing"
        case SetAttribute(role, attribute, value, found):
            return f"{role} has {option(attribute, found)}, not {option(attribute, value)}"
        case ResetSetting(role, setting):
            return f"{role} has its own setting for {_setting(setting)}"
        case SetPassword(role, found):
            return f"{role} {_PASSWORD[found]}"
        case CreateSchema(_, schema):
            return f"schema {schema} is missing"
        case SetOwner(role, target, found):
            return f"{target} is not owned by {role}" + (f" but by {found}" if found else "")
        case Grant(role, target, privileges):
            return f"{role} may not {listed(privileges)} on {target}"
        case GrantFuture(role, gap):
            return f"{role} will not be able to {listed(gap.missing)} on a {gap.kind} it creates"
        case RevokeMembership(role, membership):
            return f"{role} is a member of {membership.group}"
        case Revoke(grantee, target, privileges):
            return f"{_grantee(grantee)} may {listed(privileges)} on {target}"
        case _:
            assert_never(change)


def action(change: Change) -> str:  # noqa: C901 - one flat case a change
    """What is done: "grant SELECT on table public.talent to castmatch_user"."""
    match change:
        case CreateDatabase(database):
            return f"create database {database}"
        case OpenDatabase(database):
            return f"let database {database} accept connections"
        case CreateRole(role, _):
            return f"create role {role}"
        case SetAttribute(role, attribute, value, _):
            return f"give {role} {option(attribute, value)}"
        case ResetSetting(role, setting):
            return f"reset {_setting(setting)} for {role}"
        case SetPassword(role, _):
            return f"set the password of {role}"
        case CreateSchema(role, schema):
            return f"create schema {schema} for {role}"
        case SetOwner(role, target, _):
            return f"make {role} the owner of {target}"
        case Grant(role, target, privileges):
            return f"grant {listed(privileges)} on {target} to {role}"
        case GrantFuture(role, gap):
            return f"grant {listed(gap.missing)} on every {gap.kind} that {role} creates to {role}"
        case RevokeMembership(role, membership):
            return f"end the membership of {role} in {membership.group}"
        case Revoke(grantee, target, privileges):
            return f"revoke {listed(privileges)} on {target} from {_grantee(grantee)}"
        case _:
            assert_never(change)


def option(attribute: str, value: bool | int | str | None) -> str:
    """An attribute in the words of CREATE ROLE: NOLOGIN, connection limit 20."""
    if attribute == "connection_limit":
        return "no connection limit" if value == NO_LIMIT else f"connection limit {value}"
    if attribute == "valid_until":
        return f"a password valid until {value}" if value else "a password valid for ever"
    return attribute.upper() if value else f"NO{attribute.upper()}"


def listed(privileges: frozenset[str]) -> str:
    """Privileges in a fixed order."""
    return ", ".join(sorted(privileges))


def _setting(setting: Setting) -> str:
    return f"{setting.name} in database {setting.database}" if setting.database else setting.name


def _grantee(grantee: str) -> str:
    return "everyone (PUBLIC)" if grantee == PUBLIC else grantee
