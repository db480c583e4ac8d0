"""What a server says about a role and its database."""

from collections.abc import Iterator
from typing import Any

from castmatch.roles.connection import Connection
from castmatch.roles.declaration import Privileges, RoleDeclaration
from castmatch.roles.model import (
    PUBLIC,
    Access,
    Attributes,
    Database,
    Deviation,
    FutureGap,
    Kind,
    Membership,
    Object,
    Password,
    Reach,
    Schema,
    Setting,
)
from castmatch.roles.queries import (
    DATABASES,
    FUTURE,
    MEMBERSHIPS,
    OBJECTS,
    ROLE,
    SCHEMAS,
    SETTINGS,
)
from castmatch.roles.scram import is_verifier, verifies
from castmatch.roles.server import Sessions

# The databases that every server has and nobody declares: closing them to everyone is ours to do.
_MAINTENANCE = ("postgres", "template1")

Row = tuple[Any, ...]


def read(sessions: Sessions, declaration: RoleDeclaration) -> Access:
    """The live state, in a handful of queries.

    The inside of a database that accepts no connections can't be seen; until it is open it is taken
    to be as declared.
    """
    server = sessions.of()
    databases = _rows(server, DATABASES, declaration)
    attributes, password = _role(_rows(server, ROLE, declaration), declaration)
    database = _database(databases, declaration)
    schemas, deviations, future_gaps = _inside(sessions, declaration, database)
    return Access(
        role=declaration.role,
        attributes=attributes,
        password=password,
        database=database,
        memberships=frozenset(Membership(*row) for row in _rows(server, MEMBERSHIPS, declaration)),
        settings=frozenset(Setting(*row) for row in _rows(server, SETTINGS, declaration)),
        reach=frozenset(_reach(databases, declaration)),
        schemas=schemas,
        deviations=deviations,
        future_gaps=future_gaps,
    )


def _inside(
    sessions: Sessions, declaration: RoleDeclaration, database: Database
) -> tuple[tuple[Schema, ...], frozenset[Deviation], frozenset[FutureGap]]:
    if database.owner is None:
        return _schemas([], declaration), frozenset(), frozenset()
    if not database.accepts_connections:
        return declaration.desired().schemas, frozenset(), frozenset()
    inside = sessions.of(database.name)
    return (
        _schemas(_rows(inside, SCHEMAS, declaration), declaration),
        frozenset(_deviations(_rows(inside, OBJECTS, declaration), declaration)),
        frozenset(_future_gaps(_rows(inside, FUTURE, declaration), declaration)),
    )


def _rows(connection: Connection, query: str, declaration: RoleDeclaration) -> list[Row]:
    parameters = {"role": declaration.role, "schemas": list(declaration.schemas)}
    return connection.execute(query.encode(), parameters).fetchall()


def _role(rows: list[Row], declaration: RoleDeclaration) -> tuple[Attributes | None, Password]:
    if not rows:
        return None, Password.NONE
    *attributes, stored = rows[0]
    return Attributes(*attributes), _password(stored, declaration.password)


def _password(stored: str | None, declared: str) -> Password:
    if stored is None:
        return Password.NONE
    if not is_verifier(stored):
        return Password.NOT_SCRAM
    return Password.AS_DECLARED if verifies(stored, declared) else Password.DIFFERENT


def _database(rows: list[Row], declaration: RoleDeclaration) -> Database:
    for name, owner, accepts, limit, privileges, _ in rows:
        if name == declaration.database:
            return Database(name, owner, frozenset(privileges), accepts, limit)
    return Database(declaration.database, None, frozenset())


def _reach(rows: list[Row], declaration: RoleDeclaration) -> Iterator[Reach]:
    for name, owner, _, _, own, public in rows:
        is_ours_to_close = name in (declaration.database, *_MAINTENANCE)
        if public and is_ours_to_close:
            yield Reach(name, PUBLIC, frozenset(public))
        if own and name != declaration.database and owner != declaration.role:
            yield Reach(name, declaration.role, frozenset(own))


def _schemas(rows: list[Row], declaration: RoleDeclaration) -> tuple[Schema, ...]:
    found = {name: Schema(name, owner, frozenset(held)) for name, owner, held in rows}
    return tuple(found.get(n, Schema(n, None, frozenset())) for n in declaration.schemas)


def _deviations(rows: list[Row], declaration: RoleDeclaration) -> Iterator[Deviation]:
    for kind, name, schema, arguments, owner, held, every in rows:
        wanted = _wanted(Kind(kind), every, declaration.privileges)
        missing, surplus = wanted - frozenset(held), frozenset(held) - wanted
        if owner != declaration.role or missing or surplus:
            yield Deviation(Object(Kind(kind), name, schema, arguments), owner, missing, surplus)


def _future_gaps(rows: list[Row], declaration: RoleDeclaration) -> Iterator[FutureGap]:
    for kind, held, every in rows:
        if missing := _wanted(Kind(kind), every, declaration.privileges) - frozenset(held):
            yield FutureGap(Kind(kind), missing)


def _wanted(kind: Kind, every: list[str], privileges: Privileges) -> frozenset[str]:
    """The privileges declared for this kind of object: all that the server knows, or fewer."""
    declared = {
        Kind.SEQUENCE: privileges.sequences,
        Kind.ROUTINE: privileges.functions,
        Kind.TYPE: None,
        Kind.SCHEMA: None,
    }.get(kind, privileges.tables)
    return frozenset(every) if declared is None else declared & frozenset(every)
