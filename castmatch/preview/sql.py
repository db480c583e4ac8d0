"""The SQL that `up` would run for each role that is to be created, changed or removed.

From the live server, by the same reads and the same plan that `up` uses. Nothing is changed there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from psycopg import sql

from castmatch.errors import UserError
from castmatch.preview.model import Operation, ResourceChange, RoleSql
from castmatch.roles.apply import by_database, outside
from castmatch.roles.changes import Await, Change, RenameDatabase, RenameRole
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.document import from_document
from castmatch.roles.names import MAINTENANCE_DATABASE
from castmatch.roles.plan import plan
from castmatch.roles.reconcile import look
from castmatch.roles.remove import removal
from castmatch.roles.sentences import finding
from castmatch.roles.server import ServerAddress
from castmatch.roles.statements import statement

_MASK = "********"


def role_sql(
    changes: Sequence[ResourceChange], server: ServerAddress, passwords: Mapping[str, str | None]
) -> tuple[RoleSql, ...]:
    """The statements of each role, in the order of the changes; roles that need none are left out.

    Comments (--) say in which database a statement runs, and what is unknown.

    Args:
        server: the live server.
        passwords: role to its password, for those that have one; a role that is missing here gets a new one.
    """
    found = (_of(change, server, passwords) for change in changes if change.is_a("PostgresRole"))
    return tuple(one for one in found if one.statements)


def _of(change: ResourceChange, server: ServerAddress, passwords: Mapping[str, str | None]) -> RoleSql:
    role = str(change.new.get("role") or change.old.get("role"))
    try:
        return RoleSql(role, tuple(_statements(change, server, passwords)))
    except UserError as error:
        return RoleSql(role, (f"-- unknown now: {' '.join(error.found.split())}",))


def _statements(change: ResourceChange, server: ServerAddress, passwords: Mapping[str, str | None]) -> Iterator[str]:
    if change.new and change.operation is not Operation.DELETE:
        declaration = _declaration(change.new, passwords)
        changes = plan(look(server, declaration), declaration.desired())
        yield from _in_order(changes, declaration)
    old = change.old.get("role")
    if old and old != change.new.get("role"):
        yield from _labelled((database, found.as_string(None)) for database, found in removal(server, old))


def _declaration(inputs: Mapping[str, Any], passwords: Mapping[str, str | None]) -> RoleDeclaration:
    """What a PostgresRole's inputs declare; their password is masked, so the real one is put in to be compared."""
    has_one = inputs.get("password") is not None
    password = (passwords.get(inputs["role"]) or _MASK) if has_one else None
    return from_document({**inputs, "password": password})


def _in_order(changes: tuple[Change, ...], declaration: RoleDeclaration) -> Iterator[str]:
    first = outside(changes)
    yield from _labelled((MAINTENANCE_DATABASE, _text(change, declaration)) for change in first)
    if any(isinstance(change, RenameRole | RenameDatabase) for change in first):
        yield "-- then any other difference: it can be seen only under the right name"
        return
    waiting = tuple(change for change in changes if isinstance(change, Await))
    inside = tuple(change for change in changes if change not in (*first, *waiting))
    groups = by_database(inside).items()
    yield from _labelled((database, _text(change, declaration)) for database, group in groups for change in group)
    yield from (f"-- {finding(change)}" for change in waiting)


def _text(change: Change, declaration: RoleDeclaration) -> str:
    composed: sql.Composed = statement(change, verifier="" if declaration.password is None else _MASK)
    return composed.as_string(None)


def _labelled(found: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Each statement, and a comment wherever the database changes."""
    here = ""
    for database, text in found:
        if database != here:
            yield f"-- in database {database}"
            here = database
        yield text
