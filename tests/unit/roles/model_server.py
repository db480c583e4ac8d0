"""A model of a server: what each change does to it, and what PostgreSQL would refuse.

It holds one role's whole state, and shows of it what a look would: nothing of what was renamed, nothing inside a
database that accepts no connections.
"""

from dataclasses import dataclass, replace
from typing import Any, assert_never

from castmatch.roles import changes as c
from castmatch.roles.model import (
    NO_LIMIT,
    PUBLIC,
    SCHEMA_PRIVILEGES,
    Access,
    Attributes,
    Database,
    DatabaseAccess,
    Membership,
    Password,
    Schema,
)
from tests.unit.roles.model_rights import with_database, with_future, with_owner, with_right, with_schema

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ModelServer:
    """`state` is all that is there; `renamed` are the role and databases that have another name now."""

    state: Access
    desired: Access
    renamed: frozenset[str] = frozenset()

    def look(self) -> Access:
        pairs = zip(self.state.databases, self.desired.databases, strict=True)
        shown = replace(self.state, databases=tuple(self._shown(found, wanted) for found, wanted in pairs))
        if self.state.role not in self.renamed:
            return shown
        gone: dict[str, Any] = {"attributes": None, "password": Password.NONE, "renamed_to": "old_role"}
        return replace(shown, settings=frozenset(), memberships=frozenset(), **gone)

    def _shown(self, found: DatabaseAccess, wanted: DatabaseAccess) -> DatabaseAccess:
        name = found.database.name
        if name in self.renamed:
            renamed = Database(name, None, NOTHING, is_marked=False, renamed_to=f"old_{name}")
            return DatabaseAccess(found.owner, renamed, tuple(Schema(s.name, None, NOTHING) for s in found.schemas))
        if not found.database.accepts_connections:
            return DatabaseAccess(found.owner, found.database, wanted.schemas)
        return found

    def carry_out(self, change: c.Change) -> "ModelServer":
        match change:
            case c.RenameRole(found, name):
                assert found == "old_role"
                return replace(self, renamed=self.renamed - {name})
            case c.RenameDatabase(found, name):
                assert found == f"old_{name}"
                return replace(self, renamed=self.renamed - {name})
            case _:
                return replace(self, state=carried_out(self.state, change))


def carried_out(state: Access, change: c.Change) -> Access:  # noqa: C901 - one flat case a change
    role_exists = state.attributes is not None
    match change:
        case c.CreateDatabase(name):
            made = Database(name, "postgres", NOTHING, frozenset({"CONNECT", "TEMPORARY"}), is_marked=False)
            return with_database(state, name, lambda _: made, must_exist=False)
        case c.OpenDatabase(name):
            return with_database(
                state, name, lambda found: replace(found, accepts_connections=True, connection_limit=NO_LIMIT)
            )
        case c.MarkDatabase(name):
            return with_database(state, name, lambda found: replace(found, is_marked=True))
        case c.AllowWrites(name):
            return with_database(state, name, lambda found: replace(found, is_read_only=False))
        case c.CreateRole(_, new):
            assert not role_exists
            return replace(state, attributes=new)
        case c.SetAttribute(_, name, value, found):
            assert state.attributes is not None
            assert getattr(state.attributes, name) == found
            changed: dict[str, Any] = {**vars(state.attributes), name: value}
            return replace(state, attributes=Attributes(**changed))
        case c.ChangeSetting(_, setting, is_there):
            others = frozenset(s for s in state.settings if (s.name, s.database) != (setting.name, setting.database))
            assert role_exists
            assert is_there == (others != state.settings)
            return replace(state, settings=others | {setting})
        case c.ResetSetting(_, setting):
            assert setting in state.settings
            return replace(state, settings=state.settings - {setting})
        case c.SetPassword(_, found):
            assert role_exists
            assert state.password is found
            return replace(state, password=Password.NONE if found is Password.UNDECLARED else Password.AS_DECLARED)
        case c.GrantMembership(_, group):
            assert role_exists
            assert group not in state.absent
            return replace(state, memberships=state.memberships | {Membership(group)})
        case c.RevokeMembership(_, membership):
            assert membership in state.memberships
            return replace(state, memberships=state.memberships - {membership})
        case c.CreateSchema(role, name, database):
            assert role_exists
            return with_schema(state, database, name, lambda _: Schema(name, role, SCHEMA_PRIVILEGES), must_exist=False)
        case c.SetOwner(role, target, _):
            assert role_exists
            return with_owner(state, target, role)
        case c.Grant(grantee, target, privileges):
            assert role_exists or grantee == PUBLIC
            return with_right(state, grantee, target, privileges, NOTHING)
        case c.Revoke(grantee, target, privileges):
            return with_right(state, grantee, target, NOTHING, privileges)
        case c.GrantFuture(role, future, privileges, database):
            assert role_exists
            return with_future(state, role, database, future, privileges, NOTHING)
        case c.RevokeFuture(grantee, future, privileges, database):
            return with_future(state, grantee, database, future, NOTHING, privileges)
        case c.Await():
            return state
        case c.RenameRole() | c.RenameDatabase():
            raise AssertionError("a rename is the server's own")
        case _:
            assert_never(change)
