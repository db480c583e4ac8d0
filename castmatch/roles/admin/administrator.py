"""Observe and repair the administrator through the trusted socket, as any superuser that the server lets in.

    the administrator, else a known role ─► names a superuser ─► log in as that one ─► plan ─► one transaction

Where no superuser may log in, a person must act: the error holds the command for single-user mode.
"""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from psycopg import sql

from castmatch.roles.admin.plan import (
    MARK,
    AdminChange,
    Administrator,
    Candidate,
    admin_statements,
    plan_admin,
    read_candidates,
)
from castmatch.roles.admin.single_user import single_user_mode
from castmatch.roles.admin.trusted_socket import LoginFailed, StatementFailed, TrustedSocket
from castmatch.roles.errors import FIX_AND_REPEAT, CannotRepairAdmin
from castmatch.roles.names import MAINTENANCE_DATABASE

_SUPERUSERS = """
SELECT coalesce(json_agg(rolname ORDER BY oid)::text, '[]') FROM pg_catalog.pg_roles WHERE rolsuper AND rolcanlogin
"""

_CANDIDATES = """
SELECT coalesce(json_agg(candidate)::text, '[]')
  FROM (SELECT rolname AS name, rolcanlogin AS login, rolsuper AS superuser, rolpassword AS verifier,
               nullif(rolvaliduntil, 'infinity')::text AS expires, mark.value AS mark
          FROM pg_catalog.pg_authid
          LEFT JOIN LATERAL (
               SELECT substr(setting, length({prefix}) + 1)
                 FROM pg_catalog.pg_db_role_setting
                CROSS JOIN unnest(setconfig) AS setting
                WHERE setrole = pg_authid.oid AND setdatabase = 0 AND starts_with(setting, {prefix})
               ) AS mark (value) ON true
         WHERE rolname = {admin} OR mark.value = {admin}
         ORDER BY pg_authid.oid) AS candidate
"""


class Login(NamedTuple):
    """A role that is known to exist when all is well, and a database that it may connect to."""

    role: str
    database: str


def observe_admin(
    socket: TrustedSocket, declared: Administrator, known: Sequence[Login] = ()
) -> tuple[AdminChange, ...]:
    """Differences from the declared administrator; changes nothing.

    `known` are roles to ask for another superuser where the administrator can't log in. Raises Unreachable, or
    CannotRepairAdmin where no superuser is found.
    """
    _, candidates = _enter(socket, declared, known)
    return plan_admin(declared, candidates)


def repair_admin(
    socket: TrustedSocket, declared: Administrator, known: Sequence[Login] = ()
) -> tuple[AdminChange, ...]:
    """Make the administrator as declared, and return the changes.

    On a concurrent update PostgreSQL refuses the later writer; it re-reads and retries.

    Raises Unreachable, or CannotRepairAdmin; then nothing was changed.
    """
    before: tuple[AdminChange, ...] = ()
    while True:
        superuser, candidates = _enter(socket, declared, known)
        changes = plan_admin(declared, candidates)
        if not changes:
            return ()
        try:
            socket.execute(superuser, MAINTENANCE_DATABASE, admin_statements(declared, changes))
            return changes
        except (LoginFailed, StatementFailed) as error:
            if changes == before:
                raise CannotRepairAdmin(declared.name, str(error), FIX_AND_REPEAT) from None
        before = changes


def _enter(socket: TrustedSocket, declared: Administrator, known: Sequence[Login]) -> tuple[str, tuple[Candidate, ...]]:
    """A superuser that can log in, and the server's roles that are or were the administrator."""
    refusals: list[str] = []
    query = _candidates_query(declared.name)
    for superuser in _superusers(socket, declared.name, known, refusals):
        try:
            return superuser, read_candidates(socket.query(superuser, MAINTENANCE_DATABASE, query))
        except (LoginFailed, StatementFailed) as error:
            refusals.append(str(error))
    reason = "; ".join(dict.fromkeys(refusals)) or "no superuser may log in"
    raise CannotRepairAdmin(declared.name, reason, single_user_mode(declared.name, declared.container))


def _superusers(socket: TrustedSocket, admin: str, known: Sequence[Login], refusals: list[str]) -> Iterator[str]:
    """The superusers that may log in, by the first role that gets in; the administrator comes first."""
    for role, database in (Login(admin, MAINTENANCE_DATABASE), *known):
        try:
            names: list[str] = json.loads(socket.query(role, database, _SUPERUSERS))
        except (LoginFailed, StatementFailed) as error:
            refusals.append(str(error))
        else:
            yield from sorted(names, key=lambda name: name != admin)
            return


def _candidates_query(admin: str) -> str:
    return sql.SQL(_CANDIDATES).format(prefix=sql.Literal(f"{MARK}="), admin=sql.Literal(admin)).as_string()
