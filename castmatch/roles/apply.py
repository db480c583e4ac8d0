"""Carry out a plan in one transaction, but for what PostgreSQL does outside of one only."""

from psycopg import errors

from castmatch.roles.changes import Change, CreateDatabase, OpenDatabase
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.scram import make_verifier
from castmatch.roles.server import Sessions
from castmatch.roles.statements import statement

# Something else changed the same things between the look and the change: it is worth looking again.
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

# Not even the verifier belongs in the server's log, whatever the log's settings.
_SILENCE = """
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;
SET log_min_duration_sample = -1;
SET log_transaction_sample_rate = 0
"""


def apply(sessions: Sessions, declaration: RoleDeclaration, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Apply the changes and return those that were applied.

    When the database must be created or opened first, that is all: the rest of the plan was made
    without seeing inside.
    """
    outside = tuple(c for c in changes if isinstance(c, CreateDatabase | OpenDatabase))
    if outside:
        for change in outside:
            sessions.of().execute(statement(change, verifier=""))
        return outside
    _apply_together(sessions, declaration, changes)
    return changes


def _apply_together(sessions: Sessions, declaration: RoleDeclaration, changes: tuple[Change, ...]) -> None:
    verifier = make_verifier(declaration.password)
    session = sessions.of(declaration.database)
    session.execute(_SILENCE)
    with session.transaction():
        for change in changes:
            session.execute(statement(change, verifier))
