"""Look at a role, and bring it to its declared state.

Creating, repairing and adopting are the same act.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from castmatch.roles.apply import MOVED, apply
from castmatch.roles.changes import Change
from castmatch.roles.connection import reason_of
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import AdminRefused, CannotReconcile, LoginRefused, Refusal
from castmatch.roles.failures import translated
from castmatch.roles.live import read
from castmatch.roles.model import Access
from castmatch.roles.names import check_not_the_admin
from castmatch.roles.plan import plan
from castmatch.roles.sentences import finding
from castmatch.roles.server import ServerAddress, Sessions
from castmatch.roles.verify import verify_login

# One pass for the database, one for everything else, one to see that nothing is left; the others
# are for interference.
_PASSES = 6
_PAUSE = 0.1  # seconds


@dataclass(frozen=True)
class Outcome:
    """What a reconcile changed, in order, and how long it took."""

    changes: tuple[Change, ...]
    seconds: float


def look(server: ServerAddress, declaration: RoleDeclaration) -> Access:
    """The live state; changes nothing.

    Raises Unreachable, AdminRefused or DatabaseRefused, or CannotReconcile when it may not look.
    """
    with translated(server, declaration.role, CannotReconcile), Sessions(server) as sessions:
        return read(sessions, declaration)


def reconcile(
    server: ServerAddress,
    declaration: RoleDeclaration,
    way_back_in: Callable[[], None] | None = None,
) -> Outcome:
    """Bring the role to its declared state, then prove it by logging in as the role.

    `way_back_in` resets the admin's password from inside the server; it is called once, if the
    admin's login is refused. Raises Unreachable, AdminRefused, DatabaseRefused, CannotReconcile or LoginRefused.
    """
    started = time.monotonic()
    check_not_the_admin(declaration.role, server.admin_user)
    with translated(server, declaration.role, CannotReconcile), Sessions(server) as sessions:
        _enter(sessions, way_back_in)
        changes = _converge(sessions.take_turns(), declaration)
    _prove(server, declaration)
    return Outcome(changes, time.monotonic() - started)


def _enter(sessions: Sessions, way_back_in: Callable[[], None] | None) -> None:
    try:
        sessions.of()
    except AdminRefused:
        if way_back_in is None:
            raise
        way_back_in()
        sessions.of()


def _converge(sessions: Sessions, declaration: RoleDeclaration) -> tuple[Change, ...]:
    """Look, plan and apply until a look finds nothing left to change."""
    done: tuple[Change, ...] = ()
    obstacle = ""
    for _ in range(_PASSES):
        try:
            changes = plan(read(sessions, declaration), declaration.desired())
            if not changes:
                return done
            obstacle = finding(changes[0])
            done += apply(sessions, declaration, changes)
        except MOVED as error:
            obstacle = reason_of(error)
            time.sleep(_PAUSE)
    raise CannotReconcile(
        declaration.role,
        sqlstate=None,
        reason=f"after {_PASSES} tries still: {obstacle}",
        next_step="see who else changes this role (SELECT * FROM pg_stat_activity), then run again",
    )


def _prove(server: ServerAddress, declaration: RoleDeclaration) -> None:
    try:
        verify_login(
            server.host,
            server.port,
            declaration.role,
            declaration.password,
            declaration.database,
            declaration.schemas,
            server.connect_timeout,
        )
    except LoginRefused as error:
        if error.refusal is not Refusal.TOO_MANY:  # a busy role is not a broken one
            raise
