"""Take away a privilege whoever granted it.

REVOKE takes back what the session's own role granted; for a superuser that counts as the object's owner. What somebody
with a grant option passed on stays. So each revoke is made as each role that granted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from psycopg import sql

from castmatch.roles.changes import Grant, Revoke
from castmatch.roles.connection import Connection
from castmatch.roles.model import PASSABLE, PUBLIC, Kind, Object
from castmatch.roles.statements import statement

# Access lists by the column that they are about. Revoked from a table, a privilege goes from its columns as well; but
# who granted it on columns alone can take it back only there.
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
    """Run inside a transaction: the role that the session acts as is the administrator again afterwards."""
    session.execute(statement(change, verifier=""))
    for grantor, column, granted in session.execute(_grantors(change)).fetchall():
        with _humbled(session, grantor), _let_in(session, grantor, change.object):
            session.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(grantor)))
            session.execute(statement(_part(change, column, granted), verifier=""))
            session.execute("RESET ROLE")


def _part(change: Revoke, column: str | None, granted: list[str]) -> Revoke:
    """Of a revoke what one grantor can carry out."""
    names = frozenset(p for p in change.privileges if p.rstrip(PASSABLE) in granted)
    return replace(change, privileges=names, column=column)


@contextmanager
def _humbled(session: Connection, grantor: str) -> Iterator[None]:
    """A superuser revokes as the object's owner, not as itself; no other session sees that it is none for a moment."""
    if session.execute(_IS_ANOTHER_SUPERUSER, [grantor]).fetchone() != (True,):
        yield
        return
    session.execute(sql.SQL("ALTER ROLE {} NOSUPERUSER").format(sql.Identifier(grantor)))
    yield
    session.execute(sql.SQL("ALTER ROLE {} SUPERUSER").format(sql.Identifier(grantor)))


@contextmanager
def _let_in(session: Connection, grantor: str, target: Object) -> Iterator[None]:
    """Nobody can name what is in a schema that it may not use; no other session sees this."""
    if not target.schema or session.execute(_MAY_ENTER, [grantor, target.schema]).fetchone() == (True,):
        yield
        return
    schema, usage = Object(Kind.SCHEMA, target.schema), frozenset({"USAGE"})
    session.execute(statement(Grant(grantor, schema, usage), verifier=""))
    yield
    session.execute(statement(Revoke(grantor, schema, usage), verifier=""))


def _grantors(change: Revoke) -> sql.Composed:
    """Who still grants what was just revoked."""
    lists = sql.SQL(_LISTS.get(change.object.kind, _LISTS_OF_A_RELATION))
    return sql.SQL(_GRANTORS).format(
        lists=lists.format(sql.Literal(_reference(change.object))),
        grantee=sql.Literal("" if change.grantee == PUBLIC else change.grantee),
        privileges=sql.Literal(sorted(privilege.rstrip(PASSABLE) for privilege in change.privileges)),
    )


def _reference(target: Object) -> str:
    """A name for a comparison, or for a cast where it needs its schema and arguments."""
    if target.kind in (Kind.DATABASE, Kind.SCHEMA):
        return target.name
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in (target.schema, target.name))
    return f"{quoted}({target.arguments})" if target.kind is Kind.ROUTINE else quoted
