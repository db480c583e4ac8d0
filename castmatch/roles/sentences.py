"""Each change in words: the finding and the action. Never a secret."""

from typing import assert_never

from castmatch.roles import changes as c
from castmatch.roles.model import (
    DATABASE_MARK,
    NO_LIMIT,
    PASSABLE,
    PUBLIC,
    ROLE_MARK,
    Future,
    Membership,
    Password,
    Setting,
)

_PASSWORD = {
    Password.NONE: "has no password",
    Password.DIFFERENT: "has another password than the declared one",
    Password.NOT_SCRAM: "has a password that is not stored as SCRAM-SHA-256",
    Password.AS_DECLARED: "has the declared password",
    Password.UNDECLARED: "has an undeclared password",
}


def finding(change: c.Change) -> str:  # noqa: C901 - one flat case a change
    """The difference that was found: "castmatch_user may not SELECT on table public.talent"."""
    match change:
        case c.CreateDatabase(database):
            return f"database {database} is missing"
        case c.OpenDatabase(database):
            return f"database {database} does not accept every connection"
        case c.RenameDatabase(found, database):
            return f"database {database} is missing: it was renamed to {found}"
        case c.MarkDatabase(database):
            return f"database {database} lacks the marker setting {DATABASE_MARK}"
        case c.AllowWrites(database):
            return f"database {database} is read-only by default"
        case c.CreateRole(role, _):
            return f"role {role} is missing"
        case c.RenameRole(found, role):
            return f"role {role} is missing: it was renamed to {found}"
        case c.SetAttribute(role, attribute, value, found):
            return f"{role} has {option(attribute, found)}, not {option(attribute, value)}"
        case c.ChangeSetting(role, setting, _) if setting.name == ROLE_MARK:
            return f"{role} lacks the marker setting {ROLE_MARK}"
        case c.ChangeSetting(role, setting, found):
            return f"{role} has {'another' if found else 'no'} setting for {_setting(setting)}"
        case c.ResetSetting(role, setting):
            return f"{role} has its own setting for {_setting(setting)}"
        case c.SetPassword(role, found):
            return f"{role} {_PASSWORD[found]}"
        case c.CreateSchema(_, schema, _):
            return f"schema {schema} is missing"
        case c.SetOwner(role, target, found):
            return f"{target} is not owned by {role}" + (f" but by {found}" if found else "")
        case c.Grant(grantee, target, privileges):
            return f"{_grantee(grantee)} may not {listed(privileges)} on {target}"
        case c.GrantFuture(role, future, privileges, _):
            return f"{role} will not be able to {listed(privileges)} on {_to_come(role, future)}"
        case c.RevokeFuture(grantee, future, privileges, _):
            return f"{_grantee(grantee)} will be able to {listed(privileges)} on {_to_come(grantee, future)}"
        case c.GrantMembership(role, group):
            return f"{role} is not a member of {group}"
        case c.RevokeMembership(role, membership):
            return f"{role} is a member of {membership.group}{_more_than(membership)}"
        case c.Revoke(grantee, target, privileges):
            return f"{_grantee(grantee)} may {listed(privileges)} on {target}"
        case c.Await(role, other, what):
            return f"{role} waits for {other}: {what} is missing"
        case _:
            assert_never(change)


def action(change: c.Change) -> str:  # noqa: C901 - one flat case a change
    """The repair: "grant SELECT on table public.talent to castmatch_user"."""
    match change:
        case c.CreateDatabase(database):
            return f"create database {database}"
        case c.OpenDatabase(database):
            return f"let database {database} accept connections"
        case c.RenameDatabase(found, database):
            return f"rename database {found} back to {database}"
        case c.MarkDatabase(database):
            return f"set {DATABASE_MARK} on database {database}"
        case c.AllowWrites(database):
            return f"make database {database} writable"
        case c.CreateRole(role, _):
            return f"create role {role}"
        case c.RenameRole(found, role):
            return f"rename role {found} back to {role}"
        case c.SetAttribute(role, attribute, value, _):
            return f"give {role} {option(attribute, value)}"
        case c.ChangeSetting(role, setting, _) if setting.name == ROLE_MARK:
            return f"set {ROLE_MARK} for {role}"
        case c.ChangeSetting(role, setting, _):
            return f"set {_setting(setting)} for {role}"
        case c.ResetSetting(role, setting):
            return f"reset {_setting(setting)} for {role}"
        case c.SetPassword(role, Password.UNDECLARED):
            return f"remove the password of {role}"
        case c.SetPassword(role, _):
            return f"set the password of {role}"
        case c.CreateSchema(role, schema, _):
            return f"create schema {schema} for {role}"
        case c.SetOwner(role, target, _):
            return f"make {role} the owner of {target}"
        case c.Grant(grantee, target, privileges):
            return f"grant {listed(privileges)} on {target} to {_grantee(grantee)}"
        case c.GrantFuture(role, future, privileges, _):
            return f"grant {listed(privileges)} on {_every(future)} to {role}"
        case c.RevokeFuture(grantee, future, privileges, _):
            return f"revoke {listed(privileges)} on {_every(future)} from {_grantee(grantee)}"
        case c.GrantMembership(role, group):
            return f"make {role} a member of {group}"
        case c.RevokeMembership(role, membership):
            return f"revoke membership in {membership.group} from {role}"
        case c.Revoke(grantee, target, privileges):
            return f"revoke {listed(privileges)} on {target} from {_grantee(grantee)}"
        case c.Await(role, other, _):
            return f"wait for {other}"
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
    """Privileges in a fixed order; a mere grant option reads "pass on SELECT"."""
    return ", ".join(f"pass on {p.rstrip(PASSABLE)}" if p.endswith(PASSABLE) else p for p in sorted(privileges))


def _setting(setting: Setting) -> str:
    return f"{setting.name} in database {setting.database}" if setting.database else setting.name


def _grantee(grantee: str) -> str:
    return "everyone (PUBLIC)" if grantee == PUBLIC else grantee


def _to_come(role: str, future: Future) -> str:
    creator = "it" if future.creator == role else future.creator
    return f"a {future.kind} {creator} creates{f' in {future.schema}' if future.schema else ''}"


def _every(future: Future) -> str:
    return f"every {future.kind} that {future.creator} creates{f' in {future.schema}' if future.schema else ''}"


def _more_than(membership: Membership) -> str:
    return "" if membership.is_plain else " with other options than declared"
