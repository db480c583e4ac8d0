"""Carry out a plan: one transaction per database, except for changes that PostgreSQL makes outside of one only.

A plan that concerns one database, as most do, is applied whole or not at all.
"""

from collections import defaultdict

from psycopg import errors

from castmatch.roles import changes as c
from castmatch.roles.connection import SILENCE, Connection
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.grantors import revoke_as_each_grantor
from castmatch.roles.names import MAINTENANCE_DATABASE
from castmatch.roles.scram import make_verifier
from castmatch.roles.server import Sessions
from castmatch.roles.statements import statement

# Another session changed the same objects between the read and the change: read them again.
MOVED = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.ObjectInUse,
    errors.DuplicateObject,
    errors.DuplicateDatabase,
    errors.DuplicateSchema,
    errors.UniqueViolation,
    errors.UndefinedObject,
    errors.UndefinedTable,
    errors.UndefinedFunction,
    errors.InvalidSchemaName,
    errors.InternalError_,  # "tuple concurrently updated"
)

# Milliseconds to wait for each session to end.
_END_SESSIONS = "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = %s"

_FIRST = (c.CreateDatabase, c.OpenDatabase, c.RenameDatabase, c.RenameRole)


def apply(sessions: Sessions, declaration: RoleDeclaration, changes: tuple[c.Change, ...]) -> tuple[c.Change, ...]:
    """Apply the changes and return those that were applied; Await is skipped.

    Where a database must be created or opened, or an object renamed back, only that is applied: the rest of the plan
    was made without seeing inside.
    """
    first = outside(changes)
    if first:
        for change in first:
            _apply_outside(sessions, change)
        return first
    doable = tuple(change for change in changes if not isinstance(change, c.Await))
    verifier = "" if declaration.password is None else make_verifier(declaration.password)
    for database, group in by_database(doable).items():
        _apply_together(sessions.of(database), group, verifier)
    return doable


def outside(changes: tuple[c.Change, ...]) -> tuple[c.Change, ...]:
    """The changes that PostgreSQL makes outside of a transaction only, or that must precede a read inside."""
    return tuple(change for change in changes if isinstance(change, _FIRST))


def by_database(changes: tuple[c.Change, ...]) -> dict[str, list[c.Change]]:
    """The changes by the database in which they are made, in their order.

    Changes of the whole server go with the first database, so that both are one transaction.
    """
    home = next(filter(None, map(_database_of, changes)), MAINTENANCE_DATABASE)
    groups: dict[str, list[c.Change]] = defaultdict(list)
    for change in changes:
        groups[_database_of(change) or home].append(change)
    return dict(groups)


def _database_of(change: c.Change) -> str:
    match change:
        case c.SetOwner(object=target) | c.Grant(object=target) | c.Revoke(object=target):
            return target.database
        case c.CreateSchema(database=name) | c.GrantFuture(database=name) | c.RevokeFuture(database=name):
            return name
        case _:
            return ""


def _apply_outside(sessions: Sessions, change: c.Change) -> None:
    if isinstance(change, c.RenameDatabase):
        sessions.of().execute(_END_SESSIONS, [change.found])
    sessions.of().execute(statement(change, verifier=""))


def _apply_together(session: Connection, changes: list[c.Change], verifier: str) -> None:
    session.execute(SILENCE)
    with session.transaction():
        for change in changes:
            if isinstance(change, c.Revoke):
                revoke_as_each_grantor(session, change)
            else:
                session.execute(statement(change, verifier))
