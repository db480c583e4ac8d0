"""Whatever the live state is, carrying out the plan gives the desired one, and each change can be carried out in turn.

The server here is a model (model_server): it says what each change does, and refuses what PostgreSQL would refuse.
"""

from dataclasses import replace
from functools import reduce

import pytest
from hypothesis import given

from castmatch.roles import changes as c
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.describe import describe
from castmatch.roles.model import Access, Membership
from castmatch.roles.plan import plan
from tests.unit.roles.drawn import declarations, servers
from tests.unit.roles.model_server import ModelServer

# What was renamed gets its name back, what was closed is opened, and the rest is settled.
MOST_PLANS = 3

pytestmark = pytest.mark.requirement("R15")


@given(servers())
def test_carrying_out_plan_after_plan_gives_the_desired_state(server: ModelServer) -> None:
    settled = reduce(lambda now, _: carried_out(now), range(MOST_PLANS), server)

    left = next_plan(settled)

    assert all(isinstance(change, c.Await) for change in left)
    assert left or without_grantors(settled.look()) == settled.desired


@given(servers())
def test_what_is_awaited_holds_up_nothing_of_the_role_itself(server: ModelServer) -> None:
    settled = reduce(lambda now, _: carried_out(now), range(MOST_PLANS), server).look()

    for fact in ("attributes", "password", "settings", "reach"):
        assert getattr(settled, fact) == getattr(server.desired, fact), fact


@pytest.mark.requirement("R14")
@given(servers())
def test_a_settled_state_needs_no_change(server: ModelServer) -> None:
    settled = reduce(lambda now, _: carried_out(now), range(MOST_PLANS), server)

    assert carried_out(settled).look() == settled.look()


@pytest.mark.requirement("R14")
@given(declarations())
def test_no_desired_state_needs_a_change_to_become_itself(declared: RoleDeclaration) -> None:
    assert plan(declared.desired(), declared.desired()) == ()


@given(servers())
def test_nothing_is_changed_twice(server: ModelServer) -> None:
    changes = next_plan(server)

    assert len(set(changes)) == len(changes)


@given(servers())
def test_a_rename_is_undone_before_anything_else(server: ModelServer) -> None:
    """Else a second role or database would be created."""
    renames = [isinstance(change, c.RenameRole | c.RenameDatabase) for change in next_plan(server)]

    assert len(set(renames)) <= 1


@given(servers())
def test_only_its_owner_changes_a_database_itself(server: ModelServer) -> None:
    owned = {access.database.name for access in server.desired.databases if access.owner == server.desired.role}
    changed = {
        change.database
        for change in next_plan(server)
        if isinstance(change, c.CreateDatabase | c.RenameDatabase | c.OpenDatabase | c.MarkDatabase | c.AllowWrites)
    }

    assert changed <= owned


@pytest.mark.requirement("R16")
@given(servers())
def test_live_and_desired_state_are_described_by_the_same_keys(server: ModelServer) -> None:
    assert list(describe(server.look())) == list(describe(server.desired))


@pytest.mark.requirement("R16")
@given(servers())
def test_where_nothing_is_to_change_the_descriptions_are_equal(server: ModelServer) -> None:
    """Else a preview would show a difference that no `up` removes."""
    settled = reduce(lambda now, _: carried_out(now), range(MOST_PLANS), server)

    if not next_plan(settled):
        assert describe(settled.look()) == describe(settled.desired)


def next_plan(server: ModelServer) -> tuple[c.Change, ...]:
    return plan(server.look(), server.desired)


def carried_out(server: ModelServer) -> ModelServer:
    return reduce(ModelServer.carry_out, next_plan(server), server)


def without_grantors(access: Access) -> Access:
    """Who granted a membership is no matter of the declaration."""
    return replace(access, memberships=frozenset(Membership(m.group, "", m.is_plain) for m in access.memberships))
