"""Each change as one SQL statement.

Every name is quoted by composition; a password is sent as its SCRAM verifier.
"""

from typing import assert_never

from psycopg import sql

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
from castmatch.roles.model import Attributes, Kind, Membership, Object, Setting

_GRANTED_AS = {Kind.VIEW: "TABLE", Kind.MATERIALIZED_VIEW: "TABLE", Kind.FOREIGN_TABLE: "TABLE"}


def statement(change: Change, verifier: str) -> sql.Composed:  # noqa: C901 - one flat case a change
    """The statement that carries a change out.

    `verifier` is the declared password's; only SetPassword uses it.
    """
    name = sql.Identifier
    match change:
        case CreateDatabase(database):
            # template0: unlike template1 it is never in use, and holds nothing that somebody left
            # there.
            create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"
            return sql.SQL(create).format(name(database))
        case OpenDatabase(database):
            alter = "ALTER DATABASE {} WITH ALLOW_CONNECTIONS true CONNECTION LIMIT -1"
            return sql.SQL(alter).format(name(database))
        case CreateRole(role, attributes):
            return sql.SQL("CREATE ROLE {} WITH {}").format(name(role), _options(attributes))
        case SetAttribute(role, attribute, value, _):
            return sql.SQL("ALTER ROLE {} WITH {}").format(name(role), _option(attribute, value))
        case ResetSetting(role, setting):
            return _reset(role, setting)
        case SetPassword(role, _):
            return sql.SQL("ALTER ROLE {} PASSWORD {}").format(name(role), sql.Literal(verifier))
        case CreateSchema(role, schema):
            return sql.SQL("CREATE SCHEMA {} AUTHORIZATION {}").format(name(schema), name(role))
        case SetOwner(role, target, _):
            alter = "ALTER {} {} OWNER TO {}"
            return sql.SQL(alter).format(sql.SQL(target.kind.upper()), _target(target), name(role))
        case Grant(role, target, privileges):
            grant = "GRANT {} ON {} {} TO {}"
            return sql.SQL(grant).format(*_privileges_on(target, privileges), name(role))
        case GrantFuture(role, gap):
            return _grant_future(role, gap.kind, gap.missing)
        case RevokeMembership(role, membership):
            return _revoke_membership(role, membership)
        case Revoke(grantee, target, privileges):
            # CASCADE: what the grantee passed on with a grant option goes with it.
            revoke = "REVOKE {} ON {} {} FROM {} CASCADE"
            return sql.SQL(revoke).format(*_privileges_on(target, privileges), name(grantee))
        case _:
            assert_never(change)


def _options(attributes: Attributes) -> sql.Composed:
    return sql.SQL(" ").join(_option(name, value) for name, value in vars(attributes).items())


def _option(attribute: str, value: bool | int | str | None) -> sql.Composable:
    if attribute == "connection_limit":
        return sql.SQL("CONNECTION LIMIT {}").format(sql.Literal(value))
    if attribute == "valid_until":
        return sql.SQL("VALID UNTIL {}").format(sql.Literal(value or "infinity"))
    return sql.SQL(attribute.upper() if value else f"NO{attribute.upper()}")


def _reset(role: str, setting: Setting) -> sql.Composed:
    scope = sql.SQL("IN DATABASE {} ").format(sql.Identifier(setting.database))
    return sql.SQL("ALTER ROLE {} {}RESET {}").format(
        sql.Identifier(role),
        scope if setting.database else sql.SQL(""),
        sql.Identifier(*setting.name.split(".")),
    )


def _target(target: Object) -> sql.Composed:
    name = sql.Identifier(*filter(None, (target.schema, target.name)))
    # The server wrote the argument types itself (format_type), so they are quoted already.
    arguments = sql.SQL(f"({target.arguments})" if target.kind is Kind.ROUTINE else "")
    return name + arguments


def _privileges_on(target: Object, privileges: frozenset[str]) -> tuple[sql.Composable, sql.Composable, sql.Composable]:
    kind = sql.SQL(_GRANTED_AS.get(target.kind, target.kind.upper()))
    return _listed(privileges), kind, _target(target)


def _listed(privileges: frozenset[str]) -> sql.Composable:
    return sql.SQL(", ").join(map(sql.SQL, sorted(privileges)))


def _grant_future(role: str, kind: Kind, privileges: frozenset[str]) -> sql.Composed:
    return sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {0} GRANT {1} ON {2} TO {0}").format(
        sql.Identifier(role), _listed(privileges), sql.SQL(f"{kind.upper()}S")
    )


def _revoke_membership(role: str, membership: Membership) -> sql.Composed:
    by = sql.SQL(" GRANTED BY {}").format(sql.Identifier(membership.grantor))
    return sql.SQL("REVOKE {} FROM {}{} CASCADE").format(
        sql.Identifier(membership.group),
        sql.Identifier(role),
        by if membership.grantor else sql.SQL(""),
    )
