"""One guarded role: its faults are noticed, repaired, verified and recorded."""

import pytest

from castmatch.guardian.record import Incident, Outcome, RoleStatus, State
from castmatch.roles.errors import Pending, Superseded
from tests.unit.guardian.fakes import CREATE, LOCKED, MISSING, REFUSED, Guard, Role

pytestmark = pytest.mark.requirement("R24")

NEWER = Superseded("castmatch_user")


def status(guard: Guard) -> RoleStatus:
    (found,) = guard.loop.roles
    return found


class TestARoleThatIsRight:
    def test_is_reconciled_once_a_login_has_proven_it(self, role: Role, guard: Guard) -> None:
        assert role.calls == ["observe", "verify"]
        assert status(guard) == RoleStatus("castmatch_user", State.RECONCILED, since="t=1000")
        assert guard.log == ["castmatch_user: as declared, proven by login"]

    def test_is_observed_at_every_tick_and_proven_every_third_second(self, role: Role, guard: Guard) -> None:
        guard.ticks(6)

        assert role.calls == ["observe", "verify"] + 2 * ["observe", "observe", "observe", "verify"]

    def test_logs_no_more_and_stays_in_its_state(self, guard: Guard) -> None:
        guard.ticks(600)

        assert len(guard.log) == 1
        assert status(guard).since == "t=1000"

    def test_is_unknown_until_the_first_tick(self, role: Role) -> None:
        assert status(Guard([role])).state is State.UNKNOWN


class TestARoleThatIsWrong:
    def test_is_repaired_in_the_tick_that_finds_it(self, role: Role, guard: Guard) -> None:
        role.wrong = [MISSING]

        guard.after(0.8)

        assert role.calls[-3:] == ["observe", "reconcile", "verify"]
        assert status(guard).state is State.RECONCILED

    def test_is_recorded_with_findings_changes_and_the_longest_possible_time(self, role: Role, guard: Guard) -> None:
        guard.after(10)
        role.wrong = [MISSING]

        guard.after(0.75)

        (incident,) = guard.journal
        assert incident == Incident(
            role="castmatch_user",
            found=(MISSING,),
            done=(CREATE,),
            noticed_at="t=1010.75",
            wrong_seconds=0.75,
            repair_seconds=0,
            failures=0,
            outcome=Outcome.REPAIRED,
        )
        assert guard.log[1:] == [
            f"castmatch_user: {MISSING} → {CREATE} (wrong for at most 0.75 s, repaired in 0.00 s, proven by login)"
        ]

    def test_whose_login_alone_fails_is_repaired_too(self, role: Role, guard: Guard) -> None:
        """Only a login shows some faults."""
        role.login_fails = REFUSED
        guard.after(3)
        role.login_fails = None
        guard.after(1)

        (incident,) = guard.journal
        assert incident.found == (REFUSED.found,)
        assert status(guard).state is State.RECONCILED

    def test_that_somebody_else_repaired_first_is_recorded_as_right_again(self, role: Role, guard: Guard) -> None:
        """Two guardians, or a `pulumi up`: the later one finds nothing left to do."""
        role.wrong, role.reconcile_fails = [MISSING], LOCKED
        guard.after(1)
        role.wrong, role.reconcile_fails = [], None
        guard.after(0.5)

        (incident,) = guard.journal
        assert (incident.outcome, incident.done, incident.failures) == (Outcome.RIGHT_AGAIN, (), 1)
        assert role.calls[-2:] == ["observe", "verify"]

    def test_with_thousands_of_faults_does_not_fill_the_memory(self, role: Role, guard: Guard) -> None:
        role.wrong = [f"fault {number}" for number in range(5000)]

        guard.after(1)

        (incident,) = guard.journal
        assert len(incident.found) == len(incident.done) == 20
        assert incident.found[-1] == "and more"
        assert len(guard.log[-1]) < 1000


class TestANewerDeclaration:
    @pytest.fixture
    def superseded(self, role: Role, guard: Guard) -> Guard:
        role.wrong = ["castmatch_user has another password than the declared one"]
        role.reconcile_fails = NEWER
        return guard.after(1)

    def test_makes_the_guardian_stand_down_and_log_it_once(self, superseded: Guard) -> None:
        superseded.ticks(600)

        assert status(superseded).state is State.SUPERSEDED
        assert status(superseded).since == "t=1001"
        assert superseded.log[1] == f"castmatch_user: {NEWER.found}; next: {NEWER.next_step}"
        assert len(superseded.log) == 3
        assert [incident.outcome for incident in superseded.journal] == [Outcome.SUPERSEDED]

    def test_may_be_withdrawn(self, role: Role, superseded: Guard) -> None:
        role.reconcile_fails = None

        superseded.ticks(60)

        assert status(superseded).state is State.RECONCILED

    def test_may_already_stop_the_observation(self, role: Role, guard: Guard) -> None:
        role.observe_fails = NEWER

        guard.ticks(100)

        assert status(guard).state is State.SUPERSEDED
        assert len(guard.log) == 2


def test_a_role_that_waits_for_another_is_pending_and_logs_it_once(role: Role, guard: Guard) -> None:
    role.wrong = ["role reporting is missing"]
    role.reconcile_fails = Pending("castmatch_user", "role reporting is missing, and another declaration brings it")

    guard.ticks(50)

    assert status(guard).state is State.PENDING
    assert len(guard.log) == 2
    assert role.calls.count("reconcile") == 50


class TestOnlyWatching:
    def test_logs_a_finding_once_and_repairs_nothing(self, role: Role) -> None:
        guard = Guard([role], repairs=False).after(0)
        role.wrong = [MISSING]

        guard.ticks(50)

        assert "reconcile" not in role.calls
        assert status(guard).state is State.PENDING
        assert status(guard).next_step == "set castmatch:guardian.mode to repair, or: make up"
        assert guard.log[1:] == [
            f"castmatch_user: {MISSING} (only watching: set castmatch:guardian.mode to repair, or: make up)"
        ]

    def test_notices_when_it_is_right_again(self, role: Role) -> None:
        guard = Guard([role], repairs=False).after(0)
        role.login_fails = REFUSED
        guard.ticks(3)
        role.login_fails = None

        guard.ticks(10)

        assert status(guard).state is State.RECONCILED
        assert guard.journal[0].outcome is Outcome.RIGHT_AGAIN
