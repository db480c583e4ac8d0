"""Declarations, and servers in any state that one can be in."""

from dataclasses import replace

from hypothesis import strategies as st

from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.model import (
    DATABASE_PRIVILEGES,
    NO_LIMIT,
    PUBLIC,
    SCHEMA_PRIVILEGES,
    Access,
    Attributes,
    Database,
    DatabaseAccess,
    Deviation,
    Future,
    FutureDeviation,
    Kind,
    Membership,
    Object,
    Password,
    Reach,
    Schema,
    Setting,
)
from castmatch.roles.privileges import Privileges
from tests.unit.roles.model_server import ModelServer

ROLE, OTHER = "castmatch_user", "archivist"
NOTHING: frozenset[str] = frozenset()
TABLE_PRIVILEGES = frozenset({"SELECT", "INSERT", "TRUNCATE"})


def subsets(names: frozenset[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted(names)))


def holdings(names: frozenset[str]) -> st.SearchStrategy[frozenset[str]]:
    """Some with the right to pass them on."""
    return subsets(names | {f"{name}*" for name in names})


attributes = st.builds(
    Attributes,
    *[st.booleans()] * 7,
    connection_limit=st.integers(-1, 3),
    valid_until=st.none() | st.just("2001-01-01 00:00:00+00"),
)
settings = st.lists(
    st.builds(Setting, st.sampled_from(["timezone", "x.y"]), st.sampled_from(["", "castmatch"]), st.sampled_from("ab")),
    unique_by=lambda setting: (setting.name, setting.database),
).map(frozenset)
rights = st.builds(Privileges, subsets(DATABASE_PRIVILEGES), subsets(SCHEMA_PRIVILEGES))
owners = st.sampled_from([ROLE, "postgres", "someone"])
memberships = st.frozensets(
    st.builds(Membership, st.sampled_from(["a", "b", "c"]), st.sampled_from(["postgres", "someone"]), st.booleans())
)
reaches = st.lists(
    st.builds(
        Reach,
        st.sampled_from(["postgres", "template1", "other"]),
        st.sampled_from([PUBLIC, ROLE]),
        holdings(frozenset({"CONNECT", "CREATE"})).filter(bool),
    ),
    unique_by=lambda reach: (reach.database, reach.grantee),
).map(frozenset)


@st.composite
def declarations(draw: st.DrawFn) -> RoleDeclaration:
    """A role with no, one or two databases, each its own or another's."""
    names = draw(st.lists(st.sampled_from(["castmatch", "archive"]), unique=True))
    databases = [
        DatabaseDeclaration(name, draw(st.sampled_from([ROLE, OTHER])), ("public", "audit"), draw(rights), draw(rights))
        for name in names
    ]
    return RoleDeclaration(
        ROLE,
        draw(st.sampled_from([None, "correct horse"])),
        tuple(databases),
        draw(attributes),
        draw(st.frozensets(st.sampled_from(["a", "b"]))),
        draw(settings),
    )


@st.composite
def servers(draw: st.DrawFn) -> ModelServer:
    """Any server, and what is declared for it: no role has no password, no database has nothing inside."""
    declared = draw(declarations())
    desired, is_there = declared.desired(), draw(st.booleans())
    passwords = [p for p in Password if (p is Password.UNDECLARED) != (declared.password is not None)]
    passwords = passwords if declared.password is not None else [Password.NONE, Password.UNDECLARED]
    absent = draw(subsets(declared.member_of)) if declared.member_of else NOTHING
    state = Access(
        role=ROLE,
        attributes=draw(attributes) if is_there else None,
        password=draw(st.sampled_from(passwords)) if is_there else Password.NONE,
        databases=tuple(draw(databases(is_there, wanted)) for wanted in desired.databases),
        memberships=frozenset(m for m in draw(memberships) if m.group not in absent) if is_there else frozenset(),
        settings=draw(settings | st.just(desired.settings)) if is_there else frozenset(),
        reach=frozenset(reach for reach in draw(reaches) if is_there or reach.grantee == PUBLIC),
        absent=absent,
    )
    can_be_renamed = {d.database.name for d in state.databases if d.database.owner and d.database.is_marked}
    renamed = draw(
        subsets(frozenset(can_be_renamed | ({ROLE} if is_there else set())))
        if can_be_renamed or is_there
        else st.just(NOTHING)
    )
    return ModelServer(state, desired, renamed)


@st.composite
def databases(draw: st.DrawFn, role_exists: bool, wanted: DatabaseAccess) -> DatabaseAccess:
    """As a look shows it: of another's database, ownership and what everyone may count as settled."""
    name, is_owner = wanted.database.name, wanted.owner == ROLE
    if not draw(st.booleans()):
        missing = tuple(replace(schema, owner=None, privileges=NOTHING, public=NOTHING) for schema in wanted.schemas)
        return DatabaseAccess(wanted.owner, Database(name, None, NOTHING, is_marked=False), missing)
    database = Database(
        name,
        draw(owners) if is_owner else wanted.owner,
        draw(holdings(DATABASE_PRIVILEGES)) if role_exists else NOTHING,
        draw(subsets(DATABASE_PRIVILEGES)) if is_owner else wanted.database.public,
        draw(st.booleans()),
        draw(st.integers(-1, 2)) if is_owner else NO_LIMIT,
        is_marked=draw(st.booleans()) if is_owner else True,
        is_read_only=draw(st.booleans()) if is_owner else False,
    )
    return DatabaseAccess(
        wanted.owner,
        database,
        tuple(draw(schemas(role_exists, schema, is_owner)) for schema in wanted.schemas),
        draw(deviations(name, is_owner)),
        draw(futures(wanted.owner)) if role_exists else frozenset(),
    )


@st.composite
def schemas(draw: st.DrawFn, role_exists: bool, wanted: Schema, is_owner: bool) -> Schema:
    if not draw(st.booleans()):
        return Schema(wanted.name, None, NOTHING)
    return Schema(
        wanted.name,
        draw(owners) if is_owner else wanted.owner,
        draw(holdings(SCHEMA_PRIVILEGES)) if role_exists else NOTHING,
        draw(subsets(SCHEMA_PRIVILEGES)) if is_owner else wanted.public,
    )


def deviations(database: str, is_owner: bool) -> st.SearchStrategy[frozenset[Deviation]]:
    objects = st.builds(
        Object,
        st.sampled_from([Kind.TABLE, Kind.SEQUENCE, Kind.ROUTINE]),
        st.sampled_from(["talent", "booking"]),
        st.sampled_from(["public", "audit"]),
        database=st.just(database),
    )
    public = subsets(TABLE_PRIVILEGES) if is_owner else st.just(NOTHING)
    one = st.builds(Deviation, objects, owners, subsets(TABLE_PRIVILEGES), holdings(frozenset({"DELETE"})), public)
    return st.lists(
        one.filter(lambda d: bool(d.missing or d.surplus or d.public or (is_owner and d.owner != ROLE))),
        unique_by=lambda d: d.object,
    ).map(frozenset)


def futures(creator: str) -> st.SearchStrategy[frozenset[FutureDeviation]]:
    future = st.builds(
        Future, st.just(creator), st.sampled_from([Kind.TABLE, Kind.ROUTINE]), st.sampled_from(["", "audit"])
    )
    public = subsets(TABLE_PRIVILEGES) if creator == ROLE else st.just(NOTHING)
    one = st.builds(FutureDeviation, future, subsets(TABLE_PRIVILEGES), holdings(frozenset({"DELETE"})), public)
    return st.lists(one.filter(lambda d: bool(d.missing or d.surplus or d.public)), unique_by=lambda d: d.future).map(
        frozenset
    )
