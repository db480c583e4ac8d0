"""Take away a privilege whoever granted it.

REVOKE takes back what the session's own role granted; for a superuser that counts as the object's owner. What somebody
with a grant option passed on stays. So each revoke is made as each role that granted.
"""

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


def revoke_as_each_grantor(session: Connection, change: Revoke) -> None:
    """Run inside a transaction: the role that the session acts as is the administrator again afterwards."""
    revoke = statement(change, verifier="")
    session.execute(revoke)
    for (grantor,) in session.execute(_grantors(change)).fetchall():
        session.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(grantor)))
        session.execute(revoke)
        session.execute("RESET ROLE")


def _grantors(change: Revoke) -> sql.Composed:
    """Who still grants what was just revoked."""
    catalog, acl, condition = _CATALOGS.get(change.object.kind, _RELATIONS)
    return sql.SQL(_GRANTORS).format(
        catalog=sql.SQL(catalog),
        acl=sql.SQL(acl),
        condition=sql.SQL(condition).format(sql.Literal(_reference(change.object))),
        grantee=sql.Literal("" if change.grantee == PUBLIC else change.grantee),
        privileges=sql.Literal(sorted(privilege.rstrip(PASSABLE) for privilege in change.privileges)),
    )


def _reference(target: Object) -> str:
    """A name for a comparison, or for a cast where it needs its schema and arguments."""
    if target.kind in (Kind.DATABASE, Kind.SCHEMA):
        return target.name
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in (target.schema, target.name))
    return f"{quoted}({target.arguments})" if target.kind is Kind.ROUTINE else quoted
