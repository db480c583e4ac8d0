"""A role that cannot be repaired or observed: the loop logs it, backs off and goes on."""

import pytest

from castmatch.guardian.record import RoleStatus, State
from tests.unit.guardian.fakes import LOCKED, MISSING, REFUSED, Guard, Role, error

pytestmark = pytest.mark.requirement("R24")


def status(guard: Guard) -> RoleStatus:
    (found,) = guard.loop.roles
    return found


class TestARoleThatCannotBeRepaired:
    @pytest.fixture
    def stuck(self, role: Role, guard: Guard) -> Guard:
        role.wrong, role.reconcile_fails = [MISSING], LOCKED
        return guard.after(1)

    def test_shows_the_reason_the_next_step_and_the_time_of_the_next_try(self, stuck: Guard) -> None:
        assert status(stuck) == RoleStatus(
            "castmatch_user",
            State.CANNOT_RECONCILE,
            since="t=1001",
            reason="canceling statement due to lock timeout (SQLSTATE 55P03)",
            sqlstate="55P03",
            next_step="end the other session",
            next_try_in=1.0,
        )
        assert stuck.log[-1] == (
            f"cannot repair castmatch_user: found: {MISSING}; canceling statement due to lock timeout "
            "(SQLSTATE 55P03); next: end the other session; next try in 1 s"
        )

    def test_is_tried_less_and_less_often(self, role: Role, stuck: Guard) -> None:
        stuck.ticks(200)

        # 0, 1, 3, 7, 15, 31, 63, then every minute: 123, 183
        assert role.calls.count("reconcile") == 9
        assert len(stuck.log) == 1 + 9

    def test_is_observed_at_every_tick_all_the_same(self, role: Role, stuck: Guard) -> None:
        stuck.ticks(200)

        assert role.calls.count("observe") == 202

    def test_is_tried_at_once_when_something_new_is_wrong(self, role: Role, stuck: Guard) -> None:
        stuck.ticks(20)
        role.wrong, role.reconcile_fails = [MISSING, "another fault"], None

        stuck.after(1)

        assert status(stuck).state is State.RECONCILED
        assert stuck.journal[0].found == (MISSING, "another fault")

    def test_has_a_short_pause_again_after_a_success(self, role: Role, stuck: Guard) -> None:
        stuck.ticks(20)
        role.reconcile_fails = None
        stuck.ticks(60)
        role.wrong, role.reconcile_fails = [MISSING], LOCKED

        stuck.after(1)

        assert status(stuck).next_try_in == 1.0

    def test_keeps_the_time_at_which_that_began(self, stuck: Guard) -> None:
        stuck.ticks(100)

        assert status(stuck).since == "t=1001"

    def test_counts_as_wrong_from_beginning_to_end(self, role: Role, stuck: Guard) -> None:
        stuck.ticks(2)
        role.reconcile_fails = None
        stuck.ticks(1)

        (incident,) = stuck.journal
        assert (incident.wrong_seconds, incident.repair_seconds, incident.failures) == (4, 3, 2)

    def test_is_not_logged_in_as_every_second(self, role: Role, guard: Guard) -> None:
        """Each refused login is a line in the server's log."""
        role.login_fails = REFUSED

        guard.ticks(120)

        assert role.calls.count("verify") < 25
        assert status(guard).state is State.CANNOT_RECONCILE


class TestARoleThatCannotBeObserved:
    def test_shows_the_reason_and_is_not_tried_every_second(self, role: Role, guard: Guard) -> None:
        role.observe_fails = error("password authentication failed")

        guard.ticks(60)

        assert status(guard).reason == "password authentication failed"
        assert status(guard).state is State.CANNOT_RECONCILE
        assert role.calls.count("observe") == 1 + 6
        assert role.calls.count("reconcile") == 0

    def test_is_proven_before_it_counts_as_right_again(self, role: Role, guard: Guard) -> None:
        role.observe_fails = error()
        guard.after(1)
        role.observe_fails = None

        guard.after(1)

        assert role.calls[-2:] == ["observe", "verify"]
        assert status(guard).state is State.RECONCILED
        assert len(guard.journal) == 0


class TestAnUnexpectedError:
    def test_is_logged_without_its_message_and_does_not_end_the_loop(self, role: Role, guard: Guard) -> None:
        role.observe_fails = RuntimeError("password=secret")

        guard.ticks(2)

        assert status(guard).reason.startswith("RuntimeError in _call (fakes.py:")
        assert "secret" not in "".join(guard.log)

    def test_does_not_prevent_the_next_repair(self, role: Role, guard: Guard) -> None:
        role.wrong, role.reconcile_fails = [MISSING], RuntimeError()
        guard.after(1)
        role.reconcile_fails = None

        guard.after(1)

        assert status(guard).state is State.RECONCILED
