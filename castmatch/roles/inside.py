"""Read a declared database from inside: schemas, objects, and default privileges."""

from collections.abc import Iterator
from typing import Any

from castmatch.roles.connection import Connection
from castmatch.roles.declaration import DatabaseDeclaration
from castmatch.roles.model import Database, DatabaseAccess, Deviation, Future, FutureDeviation, Kind, Object, Schema
from castmatch.roles.privileges import beyond, lacking
from castmatch.roles.queries import FUTURE, OBJECTS, SCHEMAS

# Everyone's EXECUTE on routines and USAGE on types are PostgreSQL's own defaults, and stay.
_PRIVATE = frozenset({Kind.SCHEMA, Kind.TABLE, Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.FOREIGN_TABLE, Kind.SEQUENCE})
_OWNED_ONLY = frozenset({Kind.STATISTICS, Kind.COLLATION, Kind.TEXT_SEARCH_CONFIGURATION, Kind.TEXT_SEARCH_DICTIONARY})


def look_inside(connection: Connection, role: str, declared: DatabaseDeclaration, database: Database) -> DatabaseAccess:
    """Read the role's access in one database, through a session in it."""
    parameters = {"role": role, "owner": declared.owner, "schemas": list(declared.schemas)}
    schemas, objects, future = (
        connection.execute(query.encode(), parameters).fetchall() for query in (SCHEMAS, OBJECTS, FUTURE)
    )
    view = _View(role, declared)
    return DatabaseAccess(
        declared.owner,
        database,
        view.schemas(schemas),
        frozenset(view.deviations(objects)),
        frozenset(view.future(future)),
    )


class _View:
    """Turns rows of the catalog into one role's access in one database."""

    def __init__(self, role: str, declared: DatabaseDeclaration) -> None:
        self._declared = declared
        self._is_owner = role == declared.owner

    def schemas(self, rows: list[tuple[Any, ...]]) -> tuple[Schema, ...]:
        found = {row[0]: self._schema(*row) for row in rows}
        return tuple(found.get(name, Schema(name, None, frozenset())) for name in self._declared.schemas)

    def _schema(self, name: str, owner: str, held: list[str], public: list[str]) -> Schema:
        if self._is_owner:
            return Schema(name, owner, frozenset(held), frozenset(public))
        return Schema(name, self._declared.owner, frozenset(held), self._declared.public.schema)

    def deviations(self, rows: list[tuple[Any, ...]]) -> Iterator[Deviation]:
        for name_of_kind, name, schema, arguments, owner, held, in_columns, public, every in rows:
            kind = Kind(name_of_kind)
            wanted = self._wanted(kind, every)
            missing, surplus = lacking(held, wanted), beyond((*held, *in_columns), wanted)
            everyone = self._everyones(kind, public)
            is_foreign = self._is_owner and owner != self._declared.owner
            if missing or surplus or everyone or is_foreign:
                target = Object(kind, name, schema, arguments, self._declared.database)
                yield Deviation(target, owner, missing, surplus, everyone)

    def future(self, rows: list[tuple[Any, ...]]) -> Iterator[FutureDeviation]:
        """An owner's default privileges are compared for the whole database, those of others schema by schema."""
        for name_of_kind, schema, held, public, every in rows:
            kind = Kind(name_of_kind)
            wanted = self._wanted(kind, every)
            needed = wanted if self._is_owner == (schema == "") else frozenset()
            allowed = wanted if self._is_owner or schema else frozenset()
            missing, surplus = lacking(held, needed), beyond(held, allowed)
            everyone = self._everyones(kind, public)
            if missing or surplus or everyone:
                yield FutureDeviation(Future(self._declared.owner, kind, schema), missing, surplus, everyone)

    def _everyones(self, kind: Kind, public: list[str]) -> frozenset[str]:
        """Everyone's undeclared privileges; only the owner's declaration settles them."""
        return frozenset(public) if self._is_owner and kind in _PRIVATE else frozenset()

    def _wanted(self, kind: Kind, every: list[str]) -> frozenset[str]:
        if kind in _OWNED_ONLY:
            return frozenset()
        return self._declared.privileges.on(kind, frozenset(every), self._is_owner)
