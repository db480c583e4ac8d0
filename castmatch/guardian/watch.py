"""The watch over one role: its last findings, its repair, and the time of the next try."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from castmatch.errors import UserError
from castmatch.guardian.backoff import Backoff
from castmatch.guardian.clock import Clock
from castmatch.guardian.open_incident import OpenIncident
from castmatch.guardian.reconciler import Reconciler
from castmatch.guardian.record import Incident, Outcome, RoleStatus, State
from castmatch.guardian.unexpected import only_user_errors
from castmatch.guardian.words import cannot_repair, ended, listed
from castmatch.roles.errors import Pending, Superseded, Unreachable

START_SERVER = "make up, unless Docker is restarting the server by itself"
LET_REPAIR = "set castmatch:guardian.mode to repair, or: make up"


@dataclass(frozen=True)
class Context:
    """Shared by all watches.

    Args:
        say: writes one line for people.
        remember: keeps an incident that is over.
        repairs: whether to reconcile, or only to observe.
        prove_every: seconds between two logins as a role that is as declared.
    """

    clock: Clock
    say: Callable[[str], None]
    remember: Callable[[Incident], None]
    repairs: bool = True
    prove_every: float = 3.0


class Watch:
    """The watch over one role. `observe` and `reconcile` raise Unreachable and nothing else."""

    def __init__(self, reconciler: Reconciler, context: Context) -> None:
        self._reconciler = reconciler
        self._context = context
        self._status = RoleStatus(reconciler.name, State.UNKNOWN, context.clock.utc(), "not observed yet")
        self._last_good = context.clock.seconds()
        self._incident: OpenIncident | None = None
        self._superseded = False
        self._refused: tuple[str, ...] = ()  # why the last login was refused
        self._observing = Backoff()
        self._verifying = Backoff()
        self._reconciling = Backoff()

    @property
    def status(self) -> RoleStatus:
        if self._status.state is not State.CANNOT_RECONCILE:
            return self._status
        backoff = self._observing if self._observing.failures else self._reconciling
        return replace(self._status, next_try_in=round(backoff.seconds_left(self._now()), 1))

    @property
    def failures(self) -> int:
        """Failed repairs in a row."""
        return self._reconciling.failures

    @property
    def is_due(self) -> bool:
        """Whether the role is to be reconciled now."""
        return (
            self._context.repairs
            and self._incident is not None
            and self._status.state is not State.UNKNOWN
            and self._observing.failures == 0
            and self._reconciling.is_due(self._now())
        )

    def observe(self) -> None:
        """Compare the role with its declaration, and log in as the role when that is due."""
        if not self._observing.is_due(self._now()):
            return
        with self._failures_recorded(self._cannot_observe):
            found = self._findings()
            self._observing = Backoff()
            if found:
                self._found_wrong(found)
            else:
                self._found_right(())

    def reconcile(self) -> None:
        """Repair and verify the role, or record why that failed and when the next try is due."""
        with self._failures_recorded(self._cannot_reconcile):
            done = tuple(self._reconciler.reconcile())
            self._verifying = Backoff(due=self._now() + self._context.prove_every)
            self._found_right(done)

    def set_unknown(self, reason: str) -> None:
        """No server answers: the state of the role is unknown."""
        if self._incident is None:
            self._last_good = self._now()
        self._become(State.UNKNOWN, reason, START_SERVER)

    def _findings(self) -> tuple[str, ...]:
        found = tuple(self._reconciler.observe())
        if found:
            return found
        unproven = self._status.state is not State.RECONCILED and not self._refused
        if unproven or self._verifying.is_due(self._now()):
            self._refused = self._refusal()
        return self._refused

    def _refusal(self) -> tuple[str, ...]:
        try:
            with only_user_errors():
                self._reconciler.verify()
        except (Unreachable, Superseded, Pending):
            raise
        except UserError as error:
            self._verifying = self._verifying.failed(self._now())
            return (error.found,)
        self._verifying = Backoff(due=self._now() + self._context.prove_every)
        return ()

    def _found_wrong(self, found: tuple[str, ...]) -> None:
        before = self._incident
        is_news = before is None or before.seen != found
        if self._superseded:
            self._incident = self._begun(found)
        elif is_news or self._status.state is State.UNKNOWN:
            self._incident = before.sees(found) if before else self._begun(found)
            self._become(State.PENDING, listed(found), "" if self._context.repairs else LET_REPAIR)
        if is_news and not self._superseded:
            # A new finding may be repaired at once, whatever failed before.
            self._reconciling = replace(self._reconciling, due=self._now())
            if not self._context.repairs:
                self._context.say(f"{self._reconciler.name}: {listed(found)} (only watching: {LET_REPAIR})")

    def _begun(self, found: tuple[str, ...]) -> OpenIncident:
        return OpenIncident.begin(self._reconciler.name, found, self._last_good, self._context.clock)

    def _found_right(self, done: tuple[str, ...]) -> None:
        if self._incident:
            self._end(Outcome.REPAIRED if done else Outcome.RIGHT_AGAIN, done)
        elif self._status.state is not State.RECONCILED:
            self._context.say(f"{self._reconciler.name}: as declared, proven by login")
        self._last_good = self._now()
        self._refused, self._superseded = (), False
        self._become(State.RECONCILED)

    def _end(self, outcome: Outcome, done: tuple[str, ...]) -> None:
        if self._incident:
            incident = self._incident.end(outcome, done, self._reconciling.failures, self._now())
            self._context.remember(incident)
            self._context.say(ended(incident))
        self._incident = None
        self._reconciling = Backoff()

    @contextmanager
    def _failures_recorded(self, record: Callable[[UserError], None]) -> Iterator[None]:
        try:
            with only_user_errors():
                yield
        except Unreachable:
            raise
        except Superseded as error:
            self._stand_down(error)
        except Pending as error:
            self._wait(error)
        except UserError as error:
            record(error)

    def _cannot_observe(self, error: UserError) -> None:
        self._observing = self._observing.failed(self._now())
        if self._incident is None:
            self._last_good = self._now()
        self._cannot(error, self._observing)

    def _cannot_reconcile(self, error: UserError) -> None:
        self._reconciling = self._reconciling.failed(self._now())
        self._cannot(error, self._reconciling)

    def _cannot(self, error: UserError, backoff: Backoff) -> None:
        found = self._incident.seen if self._incident else ()
        self._context.say(cannot_repair(self._reconciler.name, found, error, backoff.pause))
        self._become(State.CANNOT_RECONCILE, error.found, error.next_step, getattr(error, "sqlstate", None))

    def _wait(self, error: Pending) -> None:
        """Without a pause: the next tick may already find what another role brings."""
        if self._status.reason != error.found:
            self._context.say(f"{self._reconciler.name} waits: {error.found}")
        self._become(State.PENDING, error.found, error.next_step)

    def _stand_down(self, error: Superseded) -> None:
        """Leave the role to a newer declaration; the backoff tries again, because an old one may return."""
        if not self._superseded:
            self._context.say(f"{self._reconciler.name}: {error.found}; next: {error.next_step}")
            if self._incident:
                self._end(Outcome.SUPERSEDED, ())
        self._superseded, self._incident, self._refused = True, None, ()
        self._last_good = self._now()
        self._reconciling = self._reconciling.failed(self._now())
        self._become(State.SUPERSEDED, error.found, error.next_step)

    def _become(self, state: State, reason: str = "", next_step: str = "", sqlstate: str | None = None) -> None:
        same = state is self._status.state
        since = self._status.since if same else self._context.clock.utc()
        self._status = RoleStatus(self._reconciler.name, state, since, reason, sqlstate, next_step)

    def _now(self) -> float:
        return self._context.clock.seconds()
