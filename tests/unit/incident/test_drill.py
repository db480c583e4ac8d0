"""A drill begins only where it can end, and looks at the incidents of its own role."""

from contextlib import nullcontext
from typing import Any

import pytest

from castmatch.errors import UserError
from castmatch.incident.drill import Drill
from castmatch.stack.model import StackConfig

pytestmark = pytest.mark.requirement("R24")


def drill(**changes: Any) -> Drill:
    """A drill on a stack where all is well but for the changes to the guardian's report."""
    roles = [{"role": "castmatch_user", "state": "reconciled"}]
    report = {"mode": "repair", "roles": roles, "incidents": [], **changes}
    return Drill(
        "dev", StackConfig(), lambda: report, lambda *_: pytest.fail("something was done to the database"), print
    )


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"mode": "watch"}, "guardian mode watch"),
        ({"roles": [{"role": "castmatch_user", "state": "pending"}]}, "castmatch_user not reconciled"),
    ],
    ids=["the guardian would not repair", "something is wrong already"],
)
def test_it_does_not_begin_unless_all_roles_are_reconciled_and_the_guardian_repairs(
    changes: dict[str, Any], found: str
) -> None:
    with pytest.raises(UserError) as refused:
        drill(**changes).play("http://127.0.0.1:1", 1)

    assert refused.value.expected == "all roles reconciled and guardian mode repair"
    assert refused.value.found == found


@pytest.mark.parametrize(("deadlocks", "ends"), [(2, True), (3, False)], ids=["passing", "lasting"])
def test_a_deadlock_with_the_load_is_no_end_of_it(deadlocks: int, ends: bool) -> None:
    """The load locks tables as well: PostgreSQL then ends one of the two."""
    left = [UserError("a statement", "ERROR:  deadlock detected", "again")] * deadlocks

    def sql(*_statements: str) -> str:
        if left:
            raise left.pop()
        return ""

    dropping = Drill("dev", StackConfig(), dict, sql, print)._drop
    with nullcontext() if ends else pytest.raises(UserError):
        dropping()


def test_an_incident_of_another_role_is_not_taken_for_ours() -> None:
    incidents = [{"role": "castmatch_user", "noticed_at": "1"}, {"role": "castmatch_reader", "noticed_at": "2"}]

    assert drill(incidents=incidents).last_incident()["noticed_at"] == "1"
