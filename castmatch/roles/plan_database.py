"""The part of a plan that concerns one declared database: its schemas, owners and privileges.

Pure, like the plan. `found` is the live access of one role, `wanted` the declared one.
"""

from collections.abc import Iterator
from dataclasses import replace

from castmatch.roles import changes as c
from castmatch.roles.model import (
    PASSABLE,
    PUBLIC,
    SCHEMA_PRIVILEGES,
    DatabaseAccess,
    Deviation,
    FutureDeviation,
    Kind,
    Object,
)
from castmatch.roles.privileges import beyond, lacking

Target = tuple[Object, frozenset[str], frozenset[str], frozenset[str], frozenset[str]]


def schemas_made(role: str, found: DatabaseAccess) -> Iterator[c.Change]:
    """Create missing schemas, if the role is the owner."""
    if found.owner == role:
        for schema in sorted(found.schemas, key=lambda s: s.name):
            if schema.owner is None:
                yield c.CreateSchema(role, schema.name, found.database.name)


def once_created(found: DatabaseAccess, role: str) -> DatabaseAccess:
    """The state after the owner's plan has created what is missing. A new database is open to PUBLIC."""
    if found.owner != role:
        return found
    schemas = tuple(
        schema if schema.owner else replace(schema, owner=role, privileges=SCHEMA_PRIVILEGES)
        for schema in found.schemas
    )
    opened = replace(found.database, public=frozenset({"CONNECT", "TEMPORARY"}))
    return replace(found, schemas=schemas, database=found.database if found.database.owner else opened)


def owners(role: str, found: DatabaseAccess) -> Iterator[c.Change]:
    """Make the role the owner of everything, if it is declared to be."""
    if found.owner != role:
        return
    name = found.database.name
    if found.database.owner != role:
        yield c.SetOwner(role, Object(Kind.DATABASE, name), found.database.owner)
    if not found.database.is_marked:
        yield c.MarkDatabase(name)
    if found.database.is_read_only:
        yield c.AllowWrites(name)
    for schema in sorted(found.schemas, key=lambda s: s.name):
        if schema.owner != role:
            yield c.SetOwner(role, Object(Kind.SCHEMA, schema.name, database=name), schema.owner)
    for deviation in _sorted(found.deviations):
        if deviation.owner != role:
            yield c.SetOwner(role, deviation.object, deviation.owner)


def grants(role: str, found: DatabaseAccess, wanted: DatabaseAccess) -> Iterator[c.Change]:
    """Grant missing privileges to the role and to everyone."""
    for target, held, declared, public, public_declared in _targets(role, found, wanted):
        if missing := lacking(held, declared):
            yield c.Grant(role, target, missing)
        if missing := lacking(public, public_declared):
            yield c.Grant(PUBLIC, target, missing)
    for deviation in _sorted(found.deviations):
        if deviation.missing:
            yield c.Grant(role, deviation.object, deviation.missing)
    for item in _by_future(found.future):
        if item.missing:
            yield c.GrantFuture(role, item.future, item.missing, found.database.name)


def revokes(role: str, found: DatabaseAccess, wanted: DatabaseAccess) -> Iterator[c.Change]:
    """Revoke surplus privileges from the role and from everyone."""
    for target, held, declared, public, public_declared in _targets(role, found, wanted):
        yield from _taken(role, target, beyond(held, declared))
        yield from _taken(PUBLIC, target, beyond(public, public_declared))
    for deviation in _sorted(found.deviations):
        yield from _taken(role, deviation.object, deviation.surplus)
        yield from _taken(PUBLIC, deviation.object, deviation.public)
    for item in _by_future(found.future):
        for part in _whole_and_passable(item.surplus):
            yield c.RevokeFuture(role, item.future, part, found.database.name)
        if item.public:
            yield c.RevokeFuture(PUBLIC, item.future, item.public, found.database.name)


def _targets(role: str, found: DatabaseAccess, wanted: DatabaseAccess) -> Iterator[Target]:
    """The database and its schemas, each with the role's and everyone's privileges: held and declared.

    Objects that the owner has not created yet are left out.
    """
    database = found.database
    if database.owner is None and found.owner != role:
        return
    held, declared = database.privileges, wanted.database.privileges
    yield Object(Kind.DATABASE, database.name), held, declared, database.public, wanted.database.public
    for schema, goal in sorted(zip(found.schemas, wanted.schemas, strict=True), key=lambda pair: pair[0].name):
        if schema.owner is not None:
            target = Object(Kind.SCHEMA, schema.name, database=database.name)
            yield target, schema.privileges, goal.privileges, schema.public, goal.public


def _taken(grantee: str, target: Object, surplus: frozenset[str]) -> Iterator[c.Change]:
    for part in _whole_and_passable(surplus):
        yield c.Revoke(grantee, target, part)


def _whole_and_passable(surplus: frozenset[str]) -> Iterator[frozenset[str]]:
    """Privileges and mere grant options are revoked by two statements."""
    passable = frozenset(privilege for privilege in surplus if privilege.endswith(PASSABLE))
    yield from filter(None, (surplus - passable, passable))


def _sorted(deviations: frozenset[Deviation]) -> list[Deviation]:
    return sorted(deviations, key=lambda deviation: deviation.object)


def _by_future(deviations: frozenset[FutureDeviation]) -> list[FutureDeviation]:
    return sorted(deviations, key=lambda deviation: deviation.future)
