"""Look at a role, and bring it to its declared state.

Creating, repairing and adopting are the same act. `pulumi up` declares: whatever it finds becomes as declared. A
guardian keeps: it changes nothing on a server that another declaration governs.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from castmatch.roles.admin.plan import mark_admin
from castmatch.roles.apply import MOVED, apply
from castmatch.roles.changes import Await, Change, CreateRole
from castmatch.roles.connection import reason_of
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.errors import AdminRefused, CannotReconcile, LoginRefused, Pending, Refusal
from castmatch.roles.failures import translated
from castmatch.roles.last_applied import check_may_keep, digest_of, record
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
_SEE_WHO = "see who else changes this role (SELECT * FROM pg_stat_activity), then run again"
_IS_SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
_MEND = "mend what the server says, then run again"


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
    keep_only: bool = False,
) -> Outcome:
    """Bring the role to its declared state, then prove it by logging in as the role.

    `way_back_in` mends the admin from inside the server; it is called once, if the admin's login is refused or it is no
    superuser. `keep_only` is the guardian's way: raise Superseded or ForeignCluster instead of taking over.
    Raises Unreachable, AdminRefused, DatabaseRefused, CannotReconcile, Pending or LoginRefused.
    """
    started = time.monotonic()
    check_not_the_admin(declaration.role, server.admin_user)
    with translated(server, declaration.role, CannotReconcile), Sessions(server) as sessions:
        _enter(sessions, way_back_in)
        maintenance = sessions.take_turns().of()
        if keep_only:
            check_may_keep(maintenance, declaration, str(server))
            # Before anything is changed: what a run leaves behind that is cut short, or has to wait, is not foreign.
            record(maintenance, declaration.role, digest_of(declaration))
        changes = _converge(sessions, declaration)
        record(maintenance, declaration.role, digest_of(declaration))
        mark_admin(maintenance, server.admin_user)
        if any(isinstance(change, CreateRole) for change in changes):
            _end_orphans(sessions, declaration)
    prove(server, declaration)
    return Outcome(changes, time.monotonic() - started)


def prove(server: ServerAddress, declaration: RoleDeclaration) -> None:
    """Log in as the role where it is declared to; a busy role (connection limit) is not a broken one.

    A role without login, password or database has no login to prove. Raises LoginRefused or Unreachable.
    """
    if declaration.password is None or not declaration.attributes.login or not declaration.databases:
        return
    home = declaration.databases[0]
    if "CONNECT" not in home.privileges.database:
        return
    try:
        verify_login(
            server.host,
            server.port,
            declaration.role,
            declaration.password,
            home.database,
            home.schemas,
            server.connect_timeout,
            rights=home.privileges.schema,
            may_be_read_only=any(s.name == "default_transaction_read_only" for s in declaration.settings),
        )
    except LoginRefused as error:
        if error.refusal is not Refusal.TOO_MANY:
            raise


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
    """Look, plan and apply until a look finds nothing left to change."""
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
        next_step=_MEND if sqlstate else _SEE_WHO,
    )


# Sessions of a role that was dropped stay open and can do nothing any more, not even after a role of the same name is
# there again. A pool that holds them would go on failing.
_ORPHANS = """
SELECT count(pg_terminate_backend(pid))
  FROM pg_stat_activity
 WHERE datname = ANY(%s) AND usesysid IS NOT NULL
   AND NOT EXISTS (SELECT FROM pg_authid WHERE pg_authid.oid = usesysid)
"""


def _end_orphans(sessions: Sessions, declaration: RoleDeclaration) -> None:
    sessions.of().execute(_ORPHANS, [[declared.database for declared in declaration.databases]])
