"""Plan the changes that turn the live state into the desired one.

Pure: no connection, no clock, no secret.

A plan holds every difference at once, in an order in which each change can be carried out: creations, then attributes
and the password, then owners, then grants, and revokes last, so that nothing is taken before its replacement exists.
"""

from collections.abc import Iterator
from dataclasses import fields

from castmatch.roles import changes as c
from castmatch.roles.model import PASSABLE, Access, Attributes, Kind, Object
from castmatch.roles.plan_database import grants, once_created, owners, revokes, schemas_made


def plan(live: Access, desired: Access) -> tuple[c.Change, ...]:
    """The changes from live to desired, ordered; empty when there is nothing to do.

    A renamed role or database gets its name back first: only then can the other differences be seen.
    """
    if renames := tuple(_rename(live)):
        return renames
    role, found = desired.role, live.databases
    created = [once_created(access, role) for access in found]
    pairs = list(zip(created, desired.databases, strict=True))
    return (
        *_create(live, desired),
        *_alter(live, desired),
        *(change for access in found for change in schemas_made(role, access)),
        *(change for access in created for change in owners(role, access)),
        *(change for access, wanted in pairs for change in grants(role, access, wanted)),
        *_memberships(live, desired),
        *(change for access, wanted in pairs for change in revokes(role, access, wanted)),
        *_reach(live),
        *_awaited(live, desired),
    )


def _rename(live: Access) -> Iterator[c.Change]:
    if live.attributes is None and live.renamed_to:
        yield c.RenameRole(live.renamed_to, live.role)
    for access in live.databases:
        if access.owner == live.role and access.database.renamed_to:
            yield c.RenameDatabase(access.database.renamed_to, access.database.name)


def _create(live: Access, desired: Access) -> Iterator[c.Change]:
    for access in live.databases:
        if access.owner != desired.role:
            continue
        if access.database.owner is None:
            yield c.CreateDatabase(access.database.name)
        elif not access.database.is_open:
            yield c.OpenDatabase(access.database.name)
    if live.attributes is None and desired.attributes is not None:
        yield c.CreateRole(desired.role, desired.attributes)


def _alter(live: Access, desired: Access) -> Iterator[c.Change]:
    role = desired.role
    if live.attributes and desired.attributes:
        yield from _set_attributes(role, live.attributes, desired.attributes)
    wanted = {(setting.name, setting.database) for setting in desired.settings}
    found = {(setting.name, setting.database) for setting in live.settings}
    for setting in sorted(live.settings, key=lambda s: (s.name, s.database)):
        if (setting.name, setting.database) not in wanted:
            yield c.ResetSetting(role, setting)
    for setting in sorted(desired.settings - live.settings, key=lambda s: (s.name, s.database)):
        yield c.ChangeSetting(role, setting, (setting.name, setting.database) in found)
    if live.password != desired.password:
        yield c.SetPassword(role, live.password)


def _set_attributes(role: str, live: Attributes, desired: Attributes) -> Iterator[c.Change]:
    for name in (field.name for field in fields(Attributes)):
        found, value = getattr(live, name), getattr(desired, name)
        if found != value:
            yield c.SetAttribute(role, name, value, found)


def _memberships(live: Access, desired: Access) -> Iterator[c.Change]:
    """A membership that is not plain is revoked and granted again."""
    wanted = {membership.group for membership in desired.memberships}
    kept = {m.group for m in live.memberships if m.is_plain}
    for membership in sorted(live.memberships):
        if membership.group not in wanted or not membership.is_plain:
            yield c.RevokeMembership(desired.role, membership)
    for group in sorted(wanted - kept - live.absent):
        yield c.GrantMembership(desired.role, group)


def _reach(live: Access) -> Iterator[c.Change]:
    for reach in sorted(live.reach, key=lambda r: (r.database, r.grantee)):
        plain = frozenset(privilege.rstrip(PASSABLE) for privilege in reach.privileges)
        yield c.Revoke(reach.grantee, Object(Kind.DATABASE, reach.database), plain)


def _awaited(live: Access, desired: Access) -> Iterator[c.Change]:
    role = desired.role
    for other in sorted(live.absent):
        yield c.Await(role, other, f"role {other}")
    for access in live.databases:
        if access.owner == role:
            continue
        if access.database.owner is None:
            yield c.Await(role, access.owner, f"database {access.database.name}")
        elif not access.database.accepts_connections:
            yield c.Await(role, access.owner, f"database {access.database.name} that accepts connections")
        else:
            for schema in access.schemas:
                if schema.owner is None:
                    yield c.Await(role, access.owner, f"schema {schema.name} in database {access.database.name}")
