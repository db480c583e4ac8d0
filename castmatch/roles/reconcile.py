"""Observe a role, and bring it to its declared state.

Creating, repairing and adopting are the same operation. `pulumi up` makes any server as declared. The guardian changes
nothing on a server to which another declaration was applied last.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from castmatch.roles.admin.plan import mark_admin
from castmatch.roles.apply import MOVED, apply
from castmatch.roles.changes import Await, Change, CreateRole
from castmatch.roles.connection import reason_of
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import FIX_AND_REPEAT, AdminRefused, CannotReconcile, Pending
from castmatch.roles.failures import translated
from castmatch.roles.last_applied import check_is_last_applied, digest_of, record
from castmatch.roles.live import read
from castmatch.roles.model import Access
from castmatch.roles.names import check_not_the_admin
from castmatch.roles.plan import plan
from castmatch.roles.sentences import finding
from castmatch.roles.server import ServerAddress, Sessions
from castmatch.roles.verify import verify

# One pass for the database, one for everything else, one to see that nothing is left; the rest allow for interference.
_PASSES = 6
_PAUSE = 0.1  # seconds
_SEE_WHO = "find the session that changes this role too (SELECT * FROM pg_stat_activity), then run again"
_IS_SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"


@dataclass(frozen=True)
class Outcome:
    """What a reconcile changed, in order, and how long it took."""

    changes: tuple[Change, ...]
    seconds: float


def look(server: ServerAddress, declaration: RoleDeclaration) -> Access:
    """Read the live state; change nothing.

    Raises Unreachable, AdminRefused or DatabaseRefused, or CannotReconcile when the admin may not read it.
    """
    with translated(server, declaration.role, CannotReconcile), Sessions(server) as sessions:
        return read(sessions, declaration)


def reconcile(
    server: ServerAddress,
    declaration: RoleDeclaration,
    way_back_in: Callable[[], None] | None = None,
    keep_only: bool = False,
) -> Outcome:
    """Bring the role to its declared state, then verify it by logging in as the role.

    `way_back_in` repairs the admin from inside the server; it is called once, if the admin's login is refused or the
    admin is not a superuser. `keep_only` (the guardian): raise Superseded or ForeignCluster instead of taking over.
    Raises Unreachable, AdminRefused, DatabaseRefused, CannotReconcile, Pending or LoginRefused.
    """
    started = time.monotonic()
    check_not_the_admin(declaration.role, server.admin_user)
    with translated(server, declaration.role, CannotReconcile), Sessions(server) as sessions:
        _enter(sessions, way_back_in)
        maintenance = sessions.take_turns().of()
        if keep_only:
            check_is_last_applied(maintenance, declaration, str(server))
            # Before anything is changed: what an interrupted or pending run leaves behind is not foreign.
            record(maintenance, declaration.role, digest_of(declaration))
        changes = _converge(sessions, declaration)
        record(maintenance, declaration.role, digest_of(declaration))
        mark_admin(maintenance, server.admin_user)
        if any(isinstance(change, CreateRole) for change in changes):
            _end_orphans(sessions, declaration)
    verify(server, declaration)
    return Outcome(changes, time.monotonic() - started)


def _enter(sessions: Sessions, way_back_in: Callable[[], None] | None) -> None:
    try:
        may_repair = sessions.of().execute(_IS_SUPERUSER).fetchone() == (True,)
    except AdminRefused:
        if way_back_in is None:
            raise
        may_repair = False
    if way_back_in is not None and not may_repair:
        way_back_in()
        sessions.of()


def _converge(sessions: Sessions, declaration: RoleDeclaration) -> tuple[Change, ...]:
    """Read, plan and apply until nothing is left to change."""
    done: tuple[Change, ...] = ()
    obstacle, sqlstate = "", None
    for _ in range(_PASSES):
        try:
            changes = plan(read(sessions, declaration), declaration.desired())
            if not changes:
                return done
            if all(isinstance(change, Await) for change in changes):
                raise Pending(declaration.role, "; ".join(map(finding, changes)))
            obstacle, sqlstate = finding(changes[0]), None
            done += apply(sessions, declaration, changes)
        except MOVED as error:
            obstacle, sqlstate = reason_of(error), error.sqlstate
            time.sleep(_PAUSE)
    raise CannotReconcile(
        declaration.role,
        sqlstate,
        reason=f"after {_PASSES} tries still: {obstacle}",
        next_step=FIX_AND_REPEAT if sqlstate else _SEE_WHO,
    )


# Sessions of a dropped role stay open and can do nothing, not even after a role of the same name is created. A
# connection pool that holds them would go on failing.
_ORPHANS = """
SELECT count(pg_terminate_backend(pid))
  FROM pg_stat_activity
 WHERE datname = ANY(%s) AND usesysid IS NOT NULL
   AND NOT EXISTS (SELECT FROM pg_authid WHERE pg_authid.oid = usesysid)
"""


def _end_orphans(sessions: Sessions, declaration: RoleDeclaration) -> None:
    sessions.of().execute(_ORPHANS, [[declared.database for declared in declaration.databases]])
