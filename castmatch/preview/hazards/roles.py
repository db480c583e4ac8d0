"""Roles that are removed, that get powers beyond their grants, or that lose privileges."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from castmatch.preview.model import Hazard, Operation, ResourceChange
from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.document import from_document
from castmatch.roles.model import NO_LIMIT, Attributes
from castmatch.roles.privileges import NOTHING, Privileges
from castmatch.roles.sentences import option

# With each of these a role can reach what it is not granted.
_POWERS = frozenset({"superuser", "createrole", "replication", "bypassrls"})
_NAMES = tuple(field.name for field in fields(Attributes))
_KINDS = tuple(field.name for field in fields(Privileges))
_POWERLESS = Attributes(login=False)


def removed_roles(change: ResourceChange) -> Iterator[Hazard]:
    """A role that is removed or renamed: every client with the old name is refused."""
    old, new = _declared(change.old, change), _declared(change.new, change)
    if old is None or (new is not None and new.role == old.role):
        return
    fate = f"is renamed to {new.role}" if new else "is removed; what it owns goes to the administrator"
    text = f"role {old.role} {fate}, and every login as {old.role} is refused"
    yield Hazard(old.role, text, "its databases and their data stay; give its clients another role first")


def more_allowed(change: ResourceChange) -> Iterator[Hazard]:
    """Powers beyond its grants, and privileges for PUBLIC."""
    old, new = _declared(change.old, change), _declared(change.new, change)
    if new is None:
        return
    before = old.attributes if old else _POWERLESS
    for name in _NAMES:
        if name in _POWERS and getattr(new.attributes, name) and not getattr(before, name):
            text = f"{new.role} is given {option(name, True)}: with it a role reaches what it is not granted"
            yield Hazard(new.role, text, "grant just the privileges that it needs")
    owned = (found for found in new.databases if found.owner == new.role)  # only an owner declares PUBLIC's privileges
    for declared in owned:
        for kind, names in _lost(declared.public, _public_before(old, declared.database)):
            text = f"everyone (PUBLIC) may {names} on {_on(kind, declared.database)}"
            yield Hazard(new.role, text, "grant it to the roles that need it instead")


def less_allowed(change: ResourceChange) -> Iterator[Hazard]:
    """Everything that a role which stays could do before, and can't any more."""
    old, new = _declared(change.old, change), _declared(change.new, change)
    if old is None or new is None:
        return
    for text in (*_attributes_lost(old, new), *_memberships_lost(old, new), *_privileges_lost(old, new)):
        yield Hazard(new.role, text, "check that its clients do not rely on it")


def _declared(inputs: dict[str, Any], change: ResourceChange) -> RoleDeclaration | None:
    """The declaration in a role's inputs; its password is not in them."""
    if not change.is_a("PostgresRole") or not inputs or (change.operation is Operation.CREATE and change.findings):
        return None
    return from_document({**inputs, "password": None})


def _attributes_lost(old: RoleDeclaration, new: RoleDeclaration) -> Iterator[str]:
    for name in _NAMES:
        before, after = getattr(old.attributes, name), getattr(new.attributes, name)
        if before != after and _is_less(name, before, after):
            yield f"{new.role} gets {option(name, after)}, before {option(name, before)}"


def _is_less(name: str, before: Any, after: Any) -> bool:
    if name == "connection_limit":
        return bool(after != NO_LIMIT and (before == NO_LIMIT or after < before))
    if name == "valid_until":
        return after is not None and (before is None or after < before)
    return bool(before)


def _memberships_lost(old: RoleDeclaration, new: RoleDeclaration) -> Iterator[str]:
    yield from (f"{new.role} is no longer a member of {group}" for group in sorted(old.member_of - new.member_of))


def _privileges_lost(old: RoleDeclaration, new: RoleDeclaration) -> Iterator[str]:
    after = {declared.database: declared for declared in new.databases}
    for declared in old.databases:
        kept = after.get(declared.database)
        if kept is None:
            yield f"{new.role} loses every privilege in database {declared.database}"
            continue
        yield from _less_in(new.role, declared, kept)


def _less_in(role: str, before: DatabaseDeclaration, after: DatabaseDeclaration) -> Iterator[str]:
    for kind, names in _lost(before.privileges, after.privileges):
        yield f"{role} loses {names} on {_on(kind, before.database)}"
    for schema in before.schemas:
        if schema not in after.schemas:
            yield f"{role} loses its privileges in schema {schema} of database {before.database}"
    if before.owner != after.owner:
        yield f"database {before.database} gets another owner: {after.owner}, before {before.owner}"


def _lost(before: Privileges, after: Privileges) -> Iterator[tuple[str, str]]:
    """Kind of object and what is held on it before and not after; None is every privilege."""
    for kind in _KINDS:
        held, kept = getattr(before, kind), getattr(after, kind)
        if kept is None or held == kept:
            continue
        if held is None:
            yield kind, f"everything but {', '.join(sorted(kept))}" if kept else "everything"
        elif held - kept:
            yield kind, ", ".join(sorted(held - kept))


def _public_before(old: RoleDeclaration | None, database: str) -> Privileges:
    found = [declared.public for declared in old.databases if declared.database == database] if old else []
    return found[0] if found else NOTHING


def _on(kind: str, database: str) -> str:
    return f"database {database}" if kind == "database" else f"{kind}{'s' * (kind == 'schema')} of database {database}"
