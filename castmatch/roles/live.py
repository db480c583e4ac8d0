"""Read the live state of a role and its databases."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

from castmatch.roles.connection import Connection
from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.errors import DatabaseRefused
from castmatch.roles.inside import look_inside
from castmatch.roles.model import (
    DATABASE_MARK,
    NO_LIMIT,
    PUBLIC,
    ROLE_MARK,
    Access,
    Attributes,
    Database,
    DatabaseAccess,
    Membership,
    Password,
    Reach,
    Schema,
    Setting,
)
from castmatch.roles.names import MAINTENANCE_DATABASE
from castmatch.roles.queries import ABSENT, DATABASES, MARKED_ROLES, MEMBERSHIPS, ROLE, SETTINGS
from castmatch.roles.scram import is_verifier, verifies
from castmatch.roles.server import Sessions

# The databases that every server has and that no declaration names: they are closed to everyone.
_MAINTENANCE = ("postgres", "template1")

_LIST_ITEM = re.compile(r'"((?:[^"]|"")*)"|([^,\s]+)')


@dataclass(frozen=True)
class _Row:
    """One database of the server, with what the role and everyone may do with it."""

    name: str
    owner: str
    accepts_connections: bool
    connection_limit: int
    own: list[str]
    public: list[str]
    mark: str | None
    is_read_only: bool


def read(sessions: Sessions, declaration: RoleDeclaration) -> Access:
    """Read the live state of one moment, in a handful of queries.

    The inside of a database that accepts no connections can't be read; it counts as declared until it is open.
    """
    server = _one_session(sessions, declaration)
    with _one_moment(server):
        return _read(server, sessions, declaration)


@contextmanager
def _one_moment(session: Connection) -> Iterator[None]:
    """Let every query see what the first one saw, so that a role dropped between two of them is not found in parts."""
    with session.transaction():
        session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _read(server: Connection, sessions: Sessions, declaration: RoleDeclaration) -> Access:
    parameters = _parameters(declaration)
    rows = [_Row(*row) for row in _rows(server, DATABASES, parameters)]
    attributes, password = _role(_rows(server, ROLE, parameters), declaration)
    marked = [] if attributes else _rows(server, MARKED_ROLES, parameters)
    return Access(
        role=declaration.role,
        attributes=attributes,
        password=password,
        databases=tuple(_database_access(sessions, declaration.role, d, rows) for d in declaration.databases),
        memberships=frozenset(Membership(*row) for row in _rows(server, MEMBERSHIPS, parameters)),
        settings=frozenset(_settings(_rows(server, SETTINGS, parameters), declaration)),
        reach=frozenset(_reach(rows, declaration)),
        absent=frozenset(name for (name,) in _rows(server, ABSENT, parameters)),
        renamed_to=marked[0][0] if marked else None,
    )


def _one_session(sessions: Sessions, declaration: RoleDeclaration) -> Connection:
    """A session for facts of the whole server: preferably the one that is needed inside a database anyway."""
    with suppress(DatabaseRefused):
        return sessions.of(declaration.databases[0].database if declaration.databases else MAINTENANCE_DATABASE)
    return sessions.of()


def _parameters(declaration: RoleDeclaration) -> dict[str, Any]:
    return {
        "role": declaration.role,
        "needed": sorted(declaration.needs()),
        "role_mark": f"{ROLE_MARK}={declaration.role}",
        "database_mark": DATABASE_MARK,
    }


def _rows(connection: Connection, query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode(), parameters).fetchall()


def _role(rows: list[tuple[Any, ...]], declaration: RoleDeclaration) -> tuple[Attributes | None, Password]:
    if not rows:
        return None, Password.NONE
    *attributes, stored = rows[0]
    return Attributes(*attributes), _password(stored, declaration.password)


def _password(stored: str | None, declared: str | None) -> Password:
    if stored is None:
        return Password.NONE
    if declared is None:
        return Password.UNDECLARED
    if not is_verifier(stored):
        return Password.NOT_SCRAM
    return Password.AS_DECLARED if verifies(stored, declared) else Password.DIFFERENT


def _settings(rows: list[tuple[Any, ...]], declaration: RoleDeclaration) -> Iterator[Setting]:
    """The role's settings; a value only where one is declared, in the declared form.

    PostgreSQL ignores the case of names, and stores its own spelling: TimeZone.
    """
    declared = {(s.name.lower(), s.database): s for s in declaration.desired().settings}
    for name, database, text in rows:
        if wanted := declared.get((name.lower(), database)):
            yield replace(wanted, value=_as_list(text) if isinstance(wanted.value, tuple) else text)
        else:
            yield Setting(name, database)


def _as_list(text: str) -> tuple[str, ...]:
    """The items of a list as PostgreSQL stores it, quoted where necessary."""
    return tuple((quoted or plain).replace('""', '"') for quoted, plain in _LIST_ITEM.findall(text))


def _reach(rows: list[_Row], declaration: RoleDeclaration) -> Iterator[Reach]:
    declared = {d.database for d in declaration.databases}
    renamed = {_renamed(name, rows) for name in declared}
    for row in rows:
        if row.public and row.name in _MAINTENANCE:
            yield Reach(row.name, PUBLIC, frozenset(row.public))
        if row.own and row.name not in declared | renamed and row.owner != declaration.role:
            yield Reach(row.name, declaration.role, frozenset(row.own))


def _database_access(sessions: Sessions, role: str, declared: DatabaseDeclaration, rows: list[_Row]) -> DatabaseAccess:
    row = next((row for row in rows if row.name == declared.database), None)
    if row is None:
        renamed = _renamed(declared.database, rows)
        missing = Database(declared.database, None, frozenset(), is_marked=False, renamed_to=renamed)
        return DatabaseAccess(declared.owner, missing, tuple(_missing(name) for name in declared.schemas))
    database = _database(row, role, declared)
    if not row.accepts_connections:
        return DatabaseAccess(declared.owner, database, declared.desired().schemas)
    return look_inside(sessions.of(declared.database), role, declared, database)


def _renamed(database: str, rows: list[_Row]) -> str | None:
    """The present name of a declared database that was renamed. Maintenance databases are never taken for it."""
    if any(row.name == database for row in rows):
        return None
    return next((row.name for row in rows if row.mark == database and row.name not in _MAINTENANCE), None)


def _missing(schema: str) -> Schema:
    return Schema(schema, None, frozenset())


def _database(row: _Row, role: str, declared: DatabaseDeclaration) -> Database:
    """The database as found; for a role that doesn't own it, the owner's part counts as declared."""
    is_owner = role == declared.owner
    return Database(
        row.name,
        row.owner if is_owner else declared.owner,
        frozenset(row.own),
        frozenset(row.public) if is_owner else declared.public.database,
        row.accepts_connections,
        row.connection_limit if is_owner else NO_LIMIT,
        is_marked=row.mark == declared.database or not is_owner,
        is_read_only=row.is_read_only and is_owner,
    )
