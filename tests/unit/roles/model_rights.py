"""The part of the model server that is inside a database: who owns what, and who may do what with it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from castmatch.roles.model import (
    PASSABLE,
    PUBLIC,
    Access,
    Database,
    DatabaseAccess,
    Deviation,
    Future,
    Kind,
    Object,
    Schema,
)

Privileges = frozenset[str]


def with_database(state: Access, name: str, change: Callable[[Database], Database], must_exist: bool = True) -> Access:
    found = _database(state, name)
    assert (found.database.owner is not None) == must_exist
    return _put(state, replace(found, database=change(found.database)))


def with_schema(
    state: Access, database: str, name: str, change: Callable[[Schema], Schema], must_exist: bool = True
) -> Access:
    found = _database(state, database)
    assert found.database.owner is not None
    [schema] = [s for s in found.schemas if s.name == name]
    assert (schema.owner is not None) == must_exist
    return _put(state, replace(found, schemas=tuple(change(s) if s is schema else s for s in found.schemas)))


def with_owner(state: Access, target: Object, role: str) -> Access:
    if target.kind is Kind.DATABASE:
        return with_database(state, target.name, lambda found: replace(found, owner=role))
    if target.kind is Kind.SCHEMA:
        return with_schema(state, target.database, target.name, lambda found: replace(found, owner=role))
    return _with_deviation(state, target, lambda found: replace(found, owner=role))


def with_right(state: Access, grantee: str, target: Object, given: Privileges, taken: Privileges) -> Access:
    """After a grant or a revoke; of an undeclared database all is taken."""
    assert is_one_statement(taken)
    if target.kind is Kind.DATABASE:
        if target.name not in {found.database.name for found in state.databases}:
            return _without_reach(state, grantee, target.name, taken)
        return with_database(state, target.name, lambda found: replace(found, **_held(found, grantee, given, taken)))
    if target.kind is Kind.SCHEMA:
        return with_schema(
            state, target.database, target.name, lambda found: replace(found, **_held(found, grantee, given, taken))
        )
    if grantee == PUBLIC:
        return _with_deviation(state, target, lambda found: replace(found, public=found.public - taken))
    return _with_deviation(
        state, target, lambda found: replace(found, missing=found.missing - given, surplus=found.surplus - taken)
    )


def with_future(
    state: Access, grantee: str, database: str, future: Future, given: Privileges, taken: Privileges
) -> Access:
    assert is_one_statement(taken)
    found = _database(state, database)
    [item] = [deviation for deviation in found.future if deviation.future == future]
    if grantee == PUBLIC:
        assert taken <= item.public
        left = replace(item, public=item.public - taken)
    else:
        assert given <= item.missing
        assert taken <= item.surplus
        left = replace(item, missing=item.missing - given, surplus=item.surplus - taken)
    return _put(state, replace(found, future=(found.future - {item}) | {left}))


def is_one_statement(taken: Privileges) -> bool:
    """A REVOKE takes privileges, or the right to pass them on; not some of both."""
    return len({privilege.endswith(PASSABLE) for privilege in taken}) <= 1


def _held(found: Database | Schema, grantee: str, given: Privileges, taken: Privileges) -> dict[str, Any]:
    """What the grantee holds afterwards, as the field to change."""
    if grantee == PUBLIC:
        return {"public": _changed(found.public, given, taken)}
    return {"privileges": _changed(found.privileges, given, taken)}


def _changed(held: Privileges, given: Privileges, taken: Privileges) -> Privileges:
    named = {privilege.rstrip(PASSABLE) for privilege in taken}
    if taken == named:
        return frozenset(privilege for privilege in held if privilege.rstrip(PASSABLE) not in named) | given
    return frozenset(p.rstrip(PASSABLE) if p.rstrip(PASSABLE) in named else p for p in held)


def _without_reach(state: Access, grantee: str, database: str, taken: Privileges) -> Access:
    [reach] = [r for r in state.reach if (r.database, r.grantee) == (database, grantee)]
    assert _changed(reach.privileges, frozenset(), taken) == frozenset()
    return replace(state, reach=state.reach - {reach})


def _with_deviation(state: Access, target: Object, change: Callable[[Deviation], Deviation]) -> Access:
    found = _database(state, target.database)
    [deviation] = [d for d in found.deviations if d.object == target]
    return _put(state, replace(found, deviations=(found.deviations - {deviation}) | {change(deviation)}))


def _database(state: Access, name: str) -> DatabaseAccess:
    [found] = [found for found in state.databases if found.database.name == name]
    return found


def _put(state: Access, changed: DatabaseAccess) -> Access:
    """The state with this database as it is now; what deviates no longer is left out."""
    is_owner = changed.owner == state.role
    settled = replace(
        changed,
        deviations=frozenset(
            d
            for d in changed.deviations
            if d.missing or d.surplus or d.public or (is_owner and d.owner != changed.owner)
        ),
        future=frozenset(item for item in changed.future if item.missing or item.surplus or item.public),
    )
    name = changed.database.name
    return replace(state, databases=tuple(settled if d.database.name == name else d for d in state.databases))
