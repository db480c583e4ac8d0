"""Each change as one SQL statement.

Every name is quoted by composition; a password is sent as its SCRAM verifier.
"""

from typing import assert_never

from psycopg import sql

from castmatch.roles import changes as c
from castmatch.roles.model import DATABASE_MARK, PASSABLE, Attributes, Future, Kind, Membership, Object, Setting

_GRANTED_AS = {Kind.VIEW: "TABLE", Kind.MATERIALIZED_VIEW: "TABLE", Kind.FOREIGN_TABLE: "TABLE"}


def statement(change: c.Change, verifier: str) -> sql.Composed:  # noqa: C901 - one flat case a change
    """The statement that carries a change out.

    `verifier` is the declared password's, "" for none; only SetPassword uses it. Await has no statement.
    """
    name = sql.Identifier
    match change:
        case c.CreateDatabase(database):
            # template0, unlike template1, is never in use and never changed.
            create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"
            return sql.SQL(create).format(name(database))
        case c.OpenDatabase(database):
            alter = "ALTER DATABASE {} WITH ALLOW_CONNECTIONS true CONNECTION LIMIT -1"
            return sql.SQL(alter).format(name(database))
        case c.RenameDatabase(found, database):
            return sql.SQL("ALTER DATABASE {} RENAME TO {}").format(name(found), name(database))
        case c.MarkDatabase(database):
            mark = sql.Identifier(*DATABASE_MARK.split("."))
            return sql.SQL("ALTER DATABASE {} SET {} TO {}").format(name(database), mark, sql.Literal(database))
        case c.AllowWrites(database):
            return sql.SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(name(database))
        case c.RenameRole(found, role):
            return sql.SQL("ALTER ROLE {} RENAME TO {}").format(name(found), name(role))
        case c.CreateRole(role, attributes):
            return sql.SQL("CREATE ROLE {} WITH {}").format(name(role), _options(attributes))
        case c.SetAttribute(role, attribute, value, _):
            return sql.SQL("ALTER ROLE {} WITH {}").format(name(role), _option(attribute, value))
        case c.ChangeSetting(role, setting, _):
            return _set(role, setting)
        case c.ResetSetting(role, setting):
            return _of_role(role, setting) + sql.SQL("RESET ") + _setting_name(setting)
        case c.SetPassword(role, _):
            return sql.SQL("ALTER ROLE {} PASSWORD {}").format(name(role), sql.Literal(verifier or None))
        case c.CreateSchema(role, schema, _):
            return sql.SQL("CREATE SCHEMA {} AUTHORIZATION {}").format(name(schema), name(role))
        case c.SetOwner(role, target, _):
            alter = "ALTER {} {} OWNER TO {}"
            return sql.SQL(alter).format(sql.SQL(target.kind.upper()), _target(target), name(role))
        case c.Grant(grantee, target, privileges):
            grant = "GRANT {} ON {} {} TO {}"
            return sql.SQL(grant).format(*_privileges_on(target, privileges), name(grantee))
        case c.GrantFuture(role, future, privileges, _):
            given = sql.SQL("GRANT {} ON {} TO {}").format(_plain(privileges), _plural(future.kind), name(role))
            return _for_future(future) + given
        case c.RevokeFuture(grantee, future, privileges, _):
            taken = sql.SQL("REVOKE {}{} ON {} FROM {}")
            what = _only(privileges), _plain(privileges), _plural(future.kind)
            return _for_future(future) + taken.format(*what, name(grantee))
        case c.GrantMembership(role, group):
            return sql.SQL("GRANT {} TO {}").format(name(group), name(role))
        case c.RevokeMembership(role, membership):
            return _revoke_membership(role, membership)
        case c.Revoke(grantee, target, privileges, column):
            # CASCADE: what the grantee passed on with a grant option goes with it.
            revoke = "REVOKE {}{} ON {} {} FROM {} CASCADE"
            on = _privileges_on(target, privileges, column)
            return sql.SQL(revoke).format(_only(privileges), *on, name(grantee))
        case c.Await():
            raise ValueError("Await has no statement")
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


def _of_role(role: str, setting: Setting) -> sql.Composed:
    scope = sql.SQL("IN DATABASE {} ").format(sql.Identifier(setting.database))
    return sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(role), scope if setting.database else sql.SQL(""))


def _setting_name(setting: Setting) -> sql.Identifier:
    return sql.Identifier(*setting.name.split("."))


def _set(role: str, setting: Setting) -> sql.Composed:
    values = setting.value if isinstance(setting.value, tuple) else (setting.value,)
    listed = sql.SQL(", ").join(map(sql.Literal, values))
    return _of_role(role, setting) + sql.SQL("SET {} TO {}").format(_setting_name(setting), listed)


def _target(target: Object) -> sql.Composed:
    name = sql.Identifier(*filter(None, (target.schema, target.name)))
    # The server wrote the argument types itself (format_type), so they are quoted already.
    arguments = sql.SQL(f"({target.arguments})" if target.kind is Kind.ROUTINE else "")
    return name + arguments


def _privileges_on(
    target: Object, privileges: frozenset[str], column: str | None = None
) -> tuple[sql.Composable, sql.Composable, sql.Composable]:
    kind = sql.SQL(_GRANTED_AS.get(target.kind, target.kind.upper()))
    return _plain(privileges, column), kind, _target(target)


def _plain(privileges: frozenset[str], column: str | None = None) -> sql.Composable:
    where = sql.SQL("") if column is None else sql.SQL(" ({})").format(sql.Identifier(column))
    names = sorted(privilege.rstrip(PASSABLE) for privilege in privileges)
    return sql.SQL(", ").join(sql.SQL(name) + where for name in names)


def _only(privileges: frozenset[str]) -> sql.SQL:
    """The prefix of a REVOKE that takes only the right to pass privileges on."""
    return sql.SQL("GRANT OPTION FOR " if all(p.endswith(PASSABLE) for p in privileges) else "")


def _for_future(future: Future) -> sql.Composed:
    inside = sql.SQL(" IN SCHEMA {}").format(sql.Identifier(future.schema)) if future.schema else sql.SQL("")
    creator = sql.Identifier(future.creator)
    return sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {}{} ").format(creator, inside)


def _plural(kind: Kind) -> sql.SQL:
    return sql.SQL(f"{kind.upper()}S")


def _revoke_membership(role: str, membership: Membership) -> sql.Composed:
    by = sql.SQL(" GRANTED BY {}").format(sql.Identifier(membership.grantor))
    return sql.SQL("REVOKE {} FROM {}{} CASCADE").format(
        sql.Identifier(membership.group), sql.Identifier(role), by if membership.grantor else sql.SQL("")
    )
