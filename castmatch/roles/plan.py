"""What must change for the live state to become the desired one.

Pure: no connection, no clock, no secret.

Every difference at once, in an order in which each change can be carried out: what must exist, then
attributes and the password, then owners, then grants, and revokes last, so that nothing is taken
before its replacement is there.
"""

from collections.abc import Iterator
from dataclasses import fields, replace

from castmatch.roles.changes import (
    Change,
    CreateDatabase,
    CreateRole,
    CreateSchema,
    Grant,
    GrantFuture,
    OpenDatabase,
    ResetSetting,
    Revoke,
    RevokeMembership,
    SetAttribute,
    SetOwner,
    SetPassword,
)
from castmatch.roles.model import (
    PUBLIC,
    SCHEMA_PRIVILEGES,
    Access,
    Attributes,
    Deviation,
    Kind,
    Object,
    Reach,
)


def plan(live: Access, desired: Access) -> tuple[Change, ...]:
    """The changes from live to desired, ordered; empty when there is nothing to do."""
    created = _with_what_is_created(live)
    return (
        *_create(live, desired),
        *_alter(live, desired),
        *_own(created, desired),
        *_grant(created, desired),
        *_revoke(created, desired),
    )


def _with_what_is_created(live: Access) -> Access:
    """The live state once everything exists: a new database, for one, is open to PUBLIC."""
    schemas = tuple(
        schema if schema.owner else replace(schema, owner=live.role, privileges=SCHEMA_PRIVILEGES)
        for schema in live.schemas
    )
    is_new = live.database.owner is None
    opened = {Reach(live.database.name, PUBLIC, frozenset({"CONNECT", "TEMPORARY"}))}
    return replace(live, schemas=schemas, reach=live.reach | opened if is_new else live.reach)


def _create(live: Access, desired: Access) -> Iterator[Change]:
    if live.database.owner is None:
        yield CreateDatabase(desired.database.name)
    elif not live.database.is_open:
        yield OpenDatabase(desired.database.name)
    if live.attributes is None and desired.attributes is not None:
        yield CreateRole(desired.role, desired.attributes)


def _alter(live: Access, desired: Access) -> Iterator[Change]:
    if live.attributes and desired.attributes:
        yield from _set_attributes(desired.role, live.attributes, desired.attributes)
    for setting in sorted(live.settings):
        yield ResetSetting(desired.role, setting)
    if live.password != desired.password:
        yield SetPassword(desired.role, live.password)
    for schema in sorted(live.schemas, key=lambda s: s.name):
        if schema.owner is None:
            yield CreateSchema(desired.role, schema.name)


def _set_attributes(role: str, live: Attributes, desired: Attributes) -> Iterator[Change]:
    for name in (field.name for field in fields(Attributes)):
        found, value = getattr(live, name), getattr(desired, name)
        if found != value:
            yield SetAttribute(role, name, value, found)


def _own(live: Access, desired: Access) -> Iterator[Change]:
    role = desired.role
    if live.database.owner != role:
        yield SetOwner(role, _database(desired), live.database.owner)
    for schema in sorted(live.schemas, key=lambda s: s.name):
        if schema.owner != role:
            yield SetOwner(role, Object(Kind.SCHEMA, schema.name), schema.owner)
    for deviation in _by_object(live.deviations):
        if deviation.owner != role:
            yield SetOwner(role, deviation.object, deviation.owner)


def _grant(live: Access, desired: Access) -> Iterator[Change]:
    for target, found, wanted in _containers(live, desired):
        if missing := wanted - found:
            yield Grant(desired.role, target, missing)
    for deviation in _by_object(live.deviations):
        if deviation.missing:
            yield Grant(desired.role, deviation.object, deviation.missing)
    for gap in sorted(live.future_gaps, key=lambda g: g.kind):
        yield GrantFuture(desired.role, gap)


def _revoke(live: Access, desired: Access) -> Iterator[Change]:
    for membership in sorted(live.memberships):
        yield RevokeMembership(desired.role, membership)
    for target, found, wanted in _containers(live, desired):
        if surplus := found - wanted:
            yield Revoke(desired.role, target, surplus)
    for deviation in _by_object(live.deviations):
        if deviation.surplus:
            yield Revoke(desired.role, deviation.object, deviation.surplus)
    for reach in sorted(live.reach, key=lambda r: (r.database, r.grantee)):
        yield Revoke(reach.grantee, Object(Kind.DATABASE, reach.database), reach.privileges)


def _containers(live: Access, desired: Access) -> Iterator[tuple[Object, frozenset[str], frozenset[str]]]:
    """The database and its schemas, each with the privileges found and the privileges wanted."""
    yield _database(desired), live.database.privileges, desired.database.privileges
    wanted = {schema.name: schema.privileges for schema in desired.schemas}
    for schema in sorted(live.schemas, key=lambda s: s.name):
        yield Object(Kind.SCHEMA, schema.name), schema.privileges, wanted[schema.name]


def _database(access: Access) -> Object:
    return Object(Kind.DATABASE, access.database.name)


def _by_object(deviations: frozenset[Deviation]) -> list[Deviation]:
    return sorted(deviations, key=lambda deviation: deviation.object)
