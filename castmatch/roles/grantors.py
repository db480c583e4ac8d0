"""Revoke a privilege from every role that granted it.

REVOKE takes back only what the session's own role granted; a superuser's counts as the object owner's. What another
role granted by its grant option stays. So the revoke is repeated as each grantor.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from psycopg import sql

from castmatch.roles.changes import Grant, Revoke
from castmatch.roles.connection import Connection
from castmatch.roles.model import PASSABLE, PUBLIC, Kind, Object
from castmatch.roles.statements import statement

# Access lists, with the column that each is about. A revoke from a table covers its columns too; but a grantor that
# granted on columns alone can revoke only there.
_LISTS = {
    Kind.DATABASE: "SELECT NULL, datacl FROM pg_database WHERE datname = {}",
    Kind.SCHEMA: "SELECT NULL, nspacl FROM pg_namespace WHERE nspname = {}",
    Kind.ROUTINE: "SELECT NULL, proacl FROM pg_proc WHERE oid = {}::regprocedure",
    Kind.TYPE: "SELECT NULL, typacl FROM pg_type WHERE oid = {}::regtype",
}
_LISTS_OF_A_RELATION = """
SELECT NULL, relacl FROM pg_class WHERE oid = {0}::regclass
 UNION ALL
SELECT attname, attacl FROM pg_attribute WHERE attrelid = {0}::regclass
"""

_GRANTORS = """
SELECT pg_get_userbyid(grantor)::text, attribute::text, array_agg(privilege_type)
  FROM ({lists}) AS list (attribute, acl), aclexplode(acl)
 WHERE grantee = coalesce((SELECT oid FROM pg_roles WHERE rolname = {grantee}), 0)
   AND privilege_type = ANY({privileges})
 GROUP BY grantor, attribute
"""


_IS_ANOTHER_SUPERUSER = "SELECT rolsuper AND rolname <> session_user FROM pg_roles WHERE rolname = %s"
_MAY_ENTER = "SELECT has_schema_privilege(%s, %s, 'USAGE')"


def revoke_as_each_grantor(session: Connection, change: Revoke) -> None:
    """Carry out a revoke. Needs an open transaction; afterwards the session acts as the administrator again."""
    session.execute(statement(change, verifier=""))
    for grantor, column, granted in session.execute(_grantors(change)).fetchall():
        with _without_superuser(session, grantor), _let_in(session, grantor, change.object):
            session.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(grantor)))
            session.execute(statement(_part(change, column, granted), verifier=""))
            session.execute("RESET ROLE")


def _part(change: Revoke, column: str | None, granted: list[str]) -> Revoke:
    """The part of a revoke that one grantor can carry out."""
    names = frozenset(p for p in change.privileges if p.rstrip(PASSABLE) in granted)
    return replace(change, privileges=names, column=column)


@contextmanager
def _without_superuser(session: Connection, grantor: str) -> Iterator[None]:
    """Take SUPERUSER from a grantor for a moment: with it, it revokes as the owner. No other session sees this."""
    if session.execute(_IS_ANOTHER_SUPERUSER, [grantor]).fetchone() != (True,):
        yield
        return
    session.execute(sql.SQL("ALTER ROLE {} NOSUPERUSER").format(sql.Identifier(grantor)))
    yield
    session.execute(sql.SQL("ALTER ROLE {} SUPERUSER").format(sql.Identifier(grantor)))


@contextmanager
def _let_in(session: Connection, grantor: str, target: Object) -> Iterator[None]:
    """Let the grantor use the schema for a moment, else it can't name what is in it. No other session sees it."""
    if not target.schema or session.execute(_MAY_ENTER, [grantor, target.schema]).fetchone() == (True,):
        yield
        return
    schema, usage = Object(Kind.SCHEMA, target.schema), frozenset({"USAGE"})
    session.execute(statement(Grant(grantor, schema, usage), verifier=""))
    yield
    session.execute(statement(Revoke(grantor, schema, usage), verifier=""))


def _grantors(change: Revoke) -> sql.Composed:
    """The query for the roles whose grants are left."""
    lists = sql.SQL(_LISTS.get(change.object.kind, _LISTS_OF_A_RELATION))
    return sql.SQL(_GRANTORS).format(
        lists=lists.format(sql.Literal(_reference(change.object))),
        grantee=sql.Literal("" if change.grantee == PUBLIC else change.grantee),
        privileges=sql.Literal(sorted(privilege.rstrip(PASSABLE) for privilege in change.privileges)),
    )


def _reference(target: Object) -> str:
    """The object's name for a comparison, or with schema and arguments for a cast."""
    if target.kind in (Kind.DATABASE, Kind.SCHEMA):
        return target.name
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in (target.schema, target.name))
    return f"{quoted}({target.arguments})" if target.kind is Kind.ROUTINE else quoted
