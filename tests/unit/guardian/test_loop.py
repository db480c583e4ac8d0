"""Several roles and one server: no role stops another, and an unreachable server is no failure of a role."""

import pytest

from castmatch.guardian.loop import KEPT
from castmatch.guardian.record import State
from tests.unit.guardian.fakes import AWAY, LOCKED, MISSING, REFUSED, Guard, Role, error

pytestmark = pytest.mark.requirement("R24")


def states(guard: Guard) -> list[str]:
    return [role.state for role in guard.loop.roles]


class TestSeveralRoles:
    @pytest.mark.parametrize("trouble", ["observe_fails", "reconcile_fails", "login_fails"])
    def test_one_that_cannot_be_repaired_never_stops_the_others(self, trouble: str) -> None:
        bad, good = Role("bad", wrong=["all"]), Role("good")
        setattr(bad, trouble, error())
        guard = Guard([bad, good]).after(0)
        guard.after(1)
        good.wrong = [MISSING]

        guard.after(1)

        assert states(guard) == [State.CANNOT_RECONCILE, State.RECONCILED]
        assert [incident.role for incident in guard.journal] == ["good"]

    def test_one_that_failed_comes_after_the_others(self) -> None:
        """Its repair may wait long for a lock."""
        order: list[str] = []
        slow, quick = Role("slow", wrong=["all"], reconcile_fails=LOCKED), Role("quick")
        slow.calls = quick.calls = order
        guard = Guard([slow, quick]).after(0)
        quick.wrong = [MISSING]
        order.clear()

        guard.after(1)

        assert order == ["observe", "observe", "reconcile", "verify", "reconcile"]


class TestAnUnreachableServer:
    def test_makes_every_role_unknown_and_is_reported_once(self, role: Role, guard: Guard) -> None:
        role.observe_fails = AWAY

        guard.ticks(59)

        assert guard.log[1:] == ["PostgreSQL is not reachable: Connection refused"]
        (status,) = guard.loop.roles
        assert (status.state, status.since) == (State.UNKNOWN, "t=1001")
        assert status.reason == "PostgreSQL is not reachable: Connection refused"

    def test_is_reported_again_every_minute(self, role: Role, guard: Guard) -> None:
        role.observe_fails = AWAY

        guard.ticks(1 + 180)

        assert guard.log[2:] == [
            f"PostgreSQL is still not reachable after {minutes} min 0 s: Connection refused" for minutes in (1, 2, 3)
        ]

    def test_is_tried_at_every_tick(self, role: Role, guard: Guard) -> None:
        role.observe_fails = AWAY
        guard.ticks(100)
        role.observe_fails = None

        guard.after(1)

        assert states(guard) == [State.RECONCILED]
        assert guard.log[-2:] == [
            "PostgreSQL answers again after 1 min 40 s",
            "castmatch_user: as declared, proven by login",
        ]

    def test_does_not_count_as_time_with_a_wrong_role(self, role: Role, guard: Guard) -> None:
        """A new, empty server: the role is wrong since the server answers."""
        role.observe_fails = AWAY
        guard.ticks(100)
        role.observe_fails, role.wrong = None, [MISSING]

        guard.after(1)

        (incident,) = guard.journal
        assert incident.wrong_seconds == 1

    @pytest.mark.parametrize("when", ["observe_fails", "reconcile_fails", "login_fails"])
    def test_may_disappear_at_any_moment(self, role: Role, guard: Guard, when: str) -> None:
        role.wrong = [MISSING]
        setattr(role, when, AWAY)
        guard.ticks(2)
        assert states(guard) == [State.UNKNOWN]
        setattr(role, when, None)

        guard.ticks(3)

        assert states(guard) == [State.RECONCILED]
        assert "answers again" in "".join(guard.log)

    def test_is_not_confused_with_a_server_that_refuses(self, role: Role, guard: Guard) -> None:
        role.login_fails = REFUSED

        guard.ticks(3)

        assert guard.loop.server.reachable
        assert states(guard) == [State.CANNOT_RECONCILE]


def test_the_journal_keeps_the_last_hundred_and_counts_all(role: Role, guard: Guard) -> None:
    for _ in range(KEPT + 20):
        role.wrong = [MISSING]
        guard.after(1)

    assert len(guard.journal) == KEPT
    assert guard.journal.total == KEPT + 20
    assert guard.journal[-1].noticed_at == "t=1120"
