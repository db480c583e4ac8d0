"""Whatever the live state is, carrying out the plan gives the desired one, and each change can be carried out in turn.

The server here is a model: `carry_out` says what each change does, and refuses what PostgreSQL
would refuse.
"""

from dataclasses import replace
from functools import reduce
from typing import Any, assert_never

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from castmatch.roles.declaration import Privileges, RoleDeclaration
from castmatch.roles.model import (
    DATABASE_PRIVILEGES,
    PUBLIC,
    SCHEMA_PRIVILEGES,
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
from castmatch.roles.plan import plan

ROLE, DATABASE, SCHEMAS = "castmatch_user", "castmatch", ("public", "audit")
TABLE_PRIVILEGES = ["SELECT", "INSERT", "TRUNCATE"]
NOTHING: frozenset[str] = frozenset()


def subsets(names: frozenset[str] | list[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted(names)))


owners = st.sampled_from([ROLE, "postgres", "someone"])
attributes = st.builds(
    Attributes,
    *[st.booleans()] * 7,
    connection_limit=st.integers(-1, 3),
    valid_until=st.none() | st.just("2001-01-01 00:00:00+00"),
)
objects = st.builds(
    Object,
    st.sampled_from([Kind.TABLE, Kind.SEQUENCE, Kind.ROUTINE]),
    st.sampled_from(["talent", "booking"]),
    st.sampled_from(SCHEMAS),
)
deviations = st.lists(
    st.builds(Deviation, objects, owners, subsets(TABLE_PRIVILEGES), subsets(["DELETE"])).filter(
        lambda d: d.owner != ROLE or d.missing or d.surplus
    ),
    unique_by=lambda d: d.object,
).map(frozenset)
gaps = st.lists(
    st.builds(FutureGap, st.sampled_from([Kind.TABLE, Kind.TYPE]), st.just(frozenset({"USAGE"}))),
    unique_by=lambda gap: gap.kind,
).map(frozenset)
reaches = st.lists(
    st.builds(
        Reach,
        st.sampled_from(["postgres", "template1", "other"]),
        st.sampled_from([PUBLIC, ROLE]),
        st.just(frozenset({"CONNECT"})),
    ),
    unique_by=lambda reach: (reach.database, reach.grantee),
).map(frozenset)
settings_made = st.frozensets(st.builds(Setting, st.sampled_from(["role", "x.y"]), st.just("")))


def schemas_in(database_exists: bool) -> st.SearchStrategy[tuple[Schema, ...]]:
    exists = st.builds(Schema, st.none(), owners, subsets(SCHEMA_PRIVILEGES))
    missing = st.just(Schema("", None, NOTHING))
    one = exists | missing if database_exists else missing
    return st.tuples(one, one).map(lambda pair: tuple(replace(s, name=n) for s, n in zip(pair, SCHEMAS, strict=True)))


@st.composite
def live_states(draw: st.DrawFn) -> Access:
    """Any state that a server can be in: no role has no password, no database has nothing inside."""
    role_exists, database_exists = draw(st.booleans()), draw(st.booleans())
    existing = st.builds(
        Database,
        st.just(DATABASE),
        owners,
        subsets(DATABASE_PRIVILEGES),
        st.booleans(),
        st.integers(-1, 2),
    )
    return Access(
        role=ROLE,
        attributes=draw(attributes) if role_exists else None,
        password=draw(st.sampled_from(Password)) if role_exists else Password.NONE,
        database=draw(existing) if database_exists else Database(DATABASE, None, NOTHING),
        schemas=draw(schemas_in(database_exists)),
        deviations=draw(deviations) if database_exists else frozenset(),
        future_gaps=draw(gaps) if role_exists and database_exists else frozenset(),
        memberships=draw(st.frozensets(st.builds(Membership, st.sampled_from(["a", "b"])))),
        settings=draw(settings_made) if role_exists else frozenset(),
        reach=draw(reaches),
    )


desired_states = st.builds(
    RoleDeclaration,
    st.just(ROLE),
    st.just("correct horse"),
    st.just(DATABASE),
    st.just(SCHEMAS),
    st.integers(-1, 3),
    st.builds(Privileges, subsets(DATABASE_PRIVILEGES), subsets(SCHEMA_PRIVILEGES)),
).map(RoleDeclaration.desired)


@pytest.mark.requirement("R14")
@given(live_states())
def test_a_state_needs_no_change_to_become_itself_once_settled(live: Access) -> None:
    settled = reduce(carry_out, plan(live, DESIRED), live)

    assert plan(settled, DESIRED) == ()


@pytest.mark.requirement("R15")
@given(live_states(), desired_states)
def test_carrying_out_the_plan_gives_the_desired_state(live: Access, desired: Access) -> None:
    assert reduce(carry_out, plan(live, desired), live) == desired


@given(desired_states)
def test_no_desired_state_needs_a_change_to_become_itself(desired: Access) -> None:
    assert plan(desired, desired) == ()


@given(live_states(), desired_states)
def test_nothing_is_changed_twice(live: Access, desired: Access) -> None:
    changes = plan(live, desired)

    assert len(set(changes)) == len(changes)


DESIRED = RoleDeclaration.owner(ROLE, "correct horse", DATABASE, SCHEMAS).desired()


def carry_out(state: Access, change: Change) -> Access:  # noqa: C901 - one flat case a change
    match change:
        case CreateDatabase(name):
            assert state.database.owner is None
            opened = Reach(name, PUBLIC, frozenset({"CONNECT", "TEMPORARY"}))
            created = Database(name, "postgres", NOTHING)
            return replace(state, database=created, reach=state.reach | {opened})
        case OpenDatabase():
            opening = replace(state.database, accepts_connections=True, connection_limit=-1)
            return replace(state, database=opening)
        case CreateRole(_, new):
            assert state.attributes is None
            return replace(state, attributes=new)
        case SetAttribute(_, name, value, found):
            assert state.attributes is not None
            assert getattr(state.attributes, name) == found
            changed: dict[str, Any] = {**vars(state.attributes), name: value}
            return replace(state, attributes=Attributes(**changed))
        case ResetSetting(_, setting):
            return replace(state, settings=state.settings - {setting})
        case SetPassword():
            assert state.attributes is not None
            return replace(state, password=Password.AS_DECLARED)
        case CreateSchema(role, name):
            assert state.attributes is not None
            assert state.database.owner is not None
            return with_schema(state, Schema(name, role, SCHEMA_PRIVILEGES))
        case SetOwner(role, target, _):
            return with_holding(state, target, role, NOTHING, NOTHING)
        case Grant(role, target, privileges):
            return with_holding(state, target, None, privileges, NOTHING)
        case GrantFuture(_, gap):
            return replace(state, future_gaps=state.future_gaps - {gap})
        case RevokeMembership(_, membership):
            return replace(state, memberships=state.memberships - {membership})
        case Revoke(grantee, target, privileges):
            reach = Reach(target.name, grantee, privileges)
            if target.kind is Kind.DATABASE and reach in state.reach:
                return replace(state, reach=state.reach - {reach})
            return with_holding(state, target, None, NOTHING, privileges)
        case _:
            assert_never(change)


def with_holding(
    state: Access, target: Object, owner: str | None, granted: frozenset[str], taken: frozenset[str]
) -> Access:
    """The state after an object got an owner, or the role was granted or lost privileges on it."""
    assert state.attributes is not None
    if target.kind is Kind.DATABASE:
        held = state.database
        assert held.owner is not None
        now = (held.privileges | granted) - taken
        return replace(state, database=replace(held, owner=owner or held.owner, privileges=now))
    if target.kind is Kind.SCHEMA:
        [schema] = [s for s in state.schemas if s.name == target.name]
        assert schema.owner is not None
        now = (schema.privileges | granted) - taken
        return with_schema(state, Schema(schema.name, owner or schema.owner, now))
    [found] = [d for d in state.deviations if d.object == target]
    left = Deviation(target, owner or found.owner, found.missing - granted, found.surplus - taken)
    rest = state.deviations - {found}
    is_settled = left.owner == ROLE and not left.missing and not left.surplus
    return replace(state, deviations=rest if is_settled else rest | {left})


def with_schema(state: Access, schema: Schema) -> Access:
    schemas = tuple(schema if s.name == schema.name else s for s in state.schemas)
    return replace(state, schemas=schemas)
