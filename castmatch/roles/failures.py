"""From what PostgreSQL reports to what a person is told."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from castmatch.roles.connection import is_lost, reason_of
from castmatch.roles.errors import CannotReconcile, CannotRemove, Unreachable
from castmatch.roles.server import ServerAddress

_NEXT_STEPS = {
    "55P03": "another session holds a lock: find it (SELECT * FROM pg_locks), end it, run again",
    "57014": "the server took too long: see what it is busy with (SELECT * FROM pg_stat_activity)",
    "42501": "let the configured admin be a superuser, as the official image makes it",
}
_OTHERWISE = "mend what the server says, then run again"


@contextmanager
def translated(server: ServerAddress, role: str, refused: type[CannotReconcile] | type[CannotRemove]) -> Iterator[None]:
    """Turn psycopg's errors into Unreachable, or into `refused`. Only the server's own first sentence is kept."""
    try:
        yield
    except psycopg.Error as error:
        if is_lost(error):
            raise Unreachable(str(server), reason_of(error)) from None
        next_step = _NEXT_STEPS.get(error.sqlstate or "", _OTHERWISE)
        raise refused(role, error.sqlstate, reason_of(error), next_step) from None
