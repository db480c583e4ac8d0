"""Where the tests of pure code start from: an owner, a reader of its database, and states that differ in one thing."""

from dataclasses import replace
from typing import Any

from castmatch.roles.declaration import DatabaseDeclaration, RoleDeclaration
from castmatch.roles.model import Access, Kind, Object
from castmatch.roles.privileges import READ

ROLE, DATABASE, READER = "castmatch_user", "castmatch", "casting_reader"
SELECT = frozenset({"SELECT"})
CONNECT = frozenset({"CONNECT"})
NOTHING: frozenset[str] = frozenset()

THE_DATABASE = Object(Kind.DATABASE, DATABASE)
PUBLIC_SCHEMA = Object(Kind.SCHEMA, "public", database=DATABASE)
TALENT = Object(Kind.TABLE, "talent", "public", database=DATABASE)

OWNER_DECLARED = RoleDeclaration.owner(ROLE, "correct horse", DATABASE)
READER_DECLARED = RoleDeclaration(READER, "battery staple", (DatabaseDeclaration(DATABASE, ROLE, privileges=READ),))


def inside(access: Access, **changes: Any) -> Access:
    """The state with something else in its one database."""
    [found] = access.databases
    return replace(access, databases=(replace(found, **changes),))


def of_database(access: Access, **changes: Any) -> Access:
    """The state whose one database is itself another than declared."""
    [found] = access.databases
    return inside(access, database=replace(found.database, **changes))
