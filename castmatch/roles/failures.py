"""Translate PostgreSQL's errors into this package's own."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from castmatch.roles.connection import is_lost, reason_of
from castmatch.roles.errors import FIX_AND_REPEAT, ServerRefused, Unreachable
from castmatch.roles.server import ServerAddress

_NEXT_STEPS = {
    "55P03": "another session holds a lock: find it (SELECT * FROM pg_locks), end it, run again",
    "57014": "the server took too long: find out what it is busy with (SELECT * FROM pg_stat_activity), run again",
    "42501": "make the configured admin a superuser, as the official image does",
}


@contextmanager
def translated(server: ServerAddress, role: str, refused: type[ServerRefused]) -> Iterator[None]:
    """Turn psycopg's errors into Unreachable, or into `refused`. Only the server's own first sentence is kept."""
    try:
        yield
    except psycopg.Error as error:
        if is_lost(error):
            raise Unreachable(str(server), reason_of(error)) from None
        next_step = _NEXT_STEPS.get(error.sqlstate or "", FIX_AND_REPEAT)
        raise refused(role, error.sqlstate, reason_of(error), next_step) from None
