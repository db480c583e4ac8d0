"""Take away a privilege whoever granted it.

REVOKE takes back what the session's own role granted; for a superuser that counts as the object's owner. What somebody
with a grant option passed on stays. So each revoke is made as each role that granted.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import sql

from castmatch.roles.changes import Revoke
from castmatch.roles.connection import Connection
from castmatch.roles.model import PASSABLE, PUBLIC, Kind, Object
from castmatch.roles.statements import statement

_CATALOGS = {
    Kind.DATABASE: ("pg_database", "datacl", "datname = {}"),
    Kind.SCHEMA: ("pg_namespace", "nspacl", "nspname = {}"),
    Kind.ROUTINE: ("pg_proc", "proacl", "oid = {}::regprocedure"),
    Kind.TYPE: ("pg_type", "typacl", "oid = {}::regtype"),
}
_RELATIONS = ("pg_class", "relacl", "oid = {}::regclass")

_GRANTORS = """
SELECT DISTINCT pg_get_userbyid(grantor)::text
  FROM {catalog}, aclexplode({acl})
 WHERE {condition}
   AND grantee = coalesce((SELECT oid FROM pg_roles WHERE rolname = {grantee}), 0)
   AND privilege_type = ANY({privileges})
"""

_COLUMNS = """
SELECT DISTINCT pg_get_userbyid(grantor)::text, attname::text, privilege_type
  FROM pg_attribute, aclexplode(attacl)
 WHERE attrelid = {reference}::regclass
   AND grantee = coalesce((SELECT oid FROM pg_roles WHERE rolname = {grantee}), 0)
   AND privilege_type = ANY({privileges})
"""

_MAY_ENTER = "SELECT has_schema_privilege(%s, %s, 'USAGE')"


def revoke_as_each_grantor(session: Connection, change: Revoke) -> None:
    """Run inside a transaction: the role that the session acts as is the administrator again afterwards."""
    revoke = statement(change, verifier="")
    session.execute(revoke)
    for (grantor,) in session.execute(_asked(_GRANTORS, change)).fetchall():
        _as_grantor(session, change.object.schema, grantor, revoke)
    if change.object.kind not in _CATALOGS:
        for grantor, column, privilege in session.execute(_asked(_COLUMNS, change)).fetchall():
            _as_grantor(session, change.object.schema, grantor, _of_column(change, column, privilege))


def _as_grantor(session: Connection, schema: str, grantor: str, revoke: sql.Composed) -> None:
    with _entering(session, schema, grantor):
        session.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(grantor)))
        session.execute(revoke)
        session.execute("RESET ROLE")


def _of_column(change: Revoke, column: str, privilege: str) -> sql.Composed:
    """Who granted on a column alone has no say on the table."""
    table = sql.Identifier(change.object.schema, change.object.name)
    revoke = sql.SQL("REVOKE {} ({}) ON TABLE {} FROM {} CASCADE")
    return revoke.format(sql.SQL(privilege), sql.Identifier(column), table, sql.Identifier(change.grantee))


@contextmanager
def _entering(session: Connection, schema: str, grantor: str) -> Iterator[None]:
    """For a moment the grantor may enter the schema, where it finds what it granted; it may have lost that right."""
    if not schema or session.execute(_MAY_ENTER, [grantor, schema]).fetchone() == (True,):
        yield
        return
    names = sql.Identifier(schema), sql.Identifier(grantor)
    session.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(*names))
    yield
    session.execute(sql.SQL("REVOKE USAGE ON SCHEMA {} FROM {}").format(*names))


def _asked(query: str, change: Revoke) -> sql.Composed:
    """The query for who still grants what was just revoked."""
    catalog, acl, condition = _CATALOGS.get(change.object.kind, _RELATIONS)
    reference = sql.Literal(_reference(change.object))
    return sql.SQL(query).format(
        reference=reference,
        catalog=sql.SQL(catalog),
        acl=sql.SQL(acl),
        condition=sql.SQL(condition).format(reference),
        grantee=sql.Literal("" if change.grantee == PUBLIC else change.grantee),
        privileges=sql.Literal(sorted(privilege.rstrip(PASSABLE) for privilege in change.privileges)),
    )


def _reference(target: Object) -> str:
    """A name for a comparison, or for a cast where it needs its schema and arguments."""
    if target.kind in (Kind.DATABASE, Kind.SCHEMA):
        return target.name
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in (target.schema, target.name))
    return f"{quoted}({target.arguments})" if target.kind is Kind.ROUTINE else quoted
