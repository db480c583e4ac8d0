"""One role under guard: what the last look found, what is done about it, and when it is tried again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from castmatch.errors import UserError
from castmatch.guardian.backoff import Backoff
from castmatch.guardian.clock import Clock
from castmatch.guardian.faults import foreseen
from castmatch.guardian.open_incident import OpenIncident
from castmatch.guardian.reconciler import Keeper
from castmatch.guardian.record import Incident, Outcome, RoleStatus, State
from castmatch.guardian.words import cannot_repair, ended, listed
from castmatch.roles.errors import Pending, Superseded, Unreachable

START_IT = "make up, unless Docker is restarting the server by itself"
WATCHING = "set castmatch:guardian.mode to repair, or: make up"


@dataclass(frozen=True)
class Means:
    """What every watch works with.

    Args:
        say: one line for people.
        remember: keeps an incident that is over.
        repairs: whether to repair, or only to look.
        prove_every: seconds between two logins as a role that is in order.
    """

    clock: Clock
    say: Callable[[str], None]
    remember: Callable[[Incident], None]
    repairs: bool = True
    prove_every: float = 3.0


class Watch:
    """The guard of one role. `look` and `repair` raise Unreachable and nothing else."""

    def __init__(self, keeper: Keeper, means: Means) -> None:
        self._keeper = keeper
        self._means = means
        self._status = RoleStatus(keeper.name, State.UNKNOWN, means.clock.utc(), "not looked at yet")
        self._fine = means.clock.seconds()
        self._episode: OpenIncident | None = None
        self._superseded = False
        self._refused: tuple[str, ...] = ()  # why the last login was refused
        self._looking = Backoff()
        self._proving = Backoff()
        self._repairing = Backoff()

    @property
    def status(self) -> RoleStatus:
        if self._status.state is not State.CANNOT_RECONCILE:
            return self._status
        backoff = self._looking if self._looking.failures else self._repairing
        return replace(self._status, next_try_in=round(backoff.seconds_left(self._now()), 1))

    @property
    def failures(self) -> int:
        """How often its repair has failed in a row."""
        return self._repairing.failures

    @property
    def wants_repair(self) -> bool:
        return (
            self._means.repairs
            and self._episode is not None
            and self._status.state is not State.UNKNOWN
            and self._looking.failures == 0
            and self._repairing.is_due(self._now())
        )

    def look(self) -> None:
        """See whether the role is as declared; log in as the role when that is due."""
        if not self._looking.is_due(self._now()):
            return
        with self._failures_told(self._may_not_look):
            found = self._findings()
            self._looking = Backoff()
            if found:
                self._is_wrong(found)
            else:
                self._is_right(())

    def repair(self) -> None:
        """Repair the role and prove it, or say why that cannot be done and when it is tried again."""
        with self._failures_told(self._cannot_repair):
            done = tuple(self._keeper.repair())
            self._proving = Backoff(due=self._now() + self._means.prove_every)
            self._is_right(done)

    def lose_sight(self, reason: str) -> None:
        """No server answers: what is known of the role is no longer true for certain."""
        if self._episode is None:
            self._fine = self._now()
        self._become(State.UNKNOWN, reason, START_IT)

    def _findings(self) -> tuple[str, ...]:
        found = tuple(self._keeper.look())
        if found:
            return found
        unproven = self._status.state is not State.RECONCILED and not self._refused
        if unproven or self._proving.is_due(self._now()):
            self._refused = self._refusal()
        return self._refused

    def _refusal(self) -> tuple[str, ...]:
        try:
            with foreseen():
                self._keeper.prove()
        except (Unreachable, Superseded, Pending):
            raise
        except UserError as error:
            self._proving = self._proving.failed(self._now())
            return (error.found,)
        self._proving = Backoff(due=self._now() + self._means.prove_every)
        return ()

    def _is_wrong(self, found: tuple[str, ...]) -> None:
        before = self._episode
        is_news = before is None or before.seen != found
        if self._superseded:
            self._episode = self._begun(found)
        elif is_news or self._status.state is State.UNKNOWN:
            self._episode = before.sees(found) if before else self._begun(found)
            self._become(State.PENDING, listed(found), "" if self._means.repairs else WATCHING)
        if is_news and not self._superseded:
            # What is newly found may be repaired at once.
            self._repairing = replace(self._repairing, due=self._now())
            if not self._means.repairs:
                self._means.say(f"{self._keeper.name}: {listed(found)} (only watching: {WATCHING})")

    def _begun(self, found: tuple[str, ...]) -> OpenIncident:
        return OpenIncident.begin(self._keeper.name, found, self._fine, self._means.clock)

    def _is_right(self, done: tuple[str, ...]) -> None:
        if self._episode:
            self._end(Outcome.REPAIRED if done else Outcome.RIGHT_AGAIN, done)
        elif self._status.state is not State.RECONCILED:
            self._means.say(f"{self._keeper.name}: as declared, proven by login")
        self._fine = self._now()
        self._refused, self._superseded = (), False
        self._become(State.RECONCILED)

    def _end(self, outcome: Outcome, done: tuple[str, ...]) -> None:
        if self._episode:
            incident = self._episode.end(outcome, done, self._repairing.failures, self._now())
            self._means.remember(incident)
            self._means.say(ended(incident))
        self._episode = None
        self._repairing = Backoff()

    @contextmanager
    def _failures_told(self, tell: Callable[[UserError], None]) -> Iterator[None]:
        try:
            with foreseen():
                yield
        except Unreachable:
            raise
        except Superseded as error:
            self._stand_down(error)
        except Pending as error:
            self._wait(error)
        except UserError as error:
            tell(error)

    def _may_not_look(self, error: UserError) -> None:
        self._looking = self._looking.failed(self._now())
        if self._episode is None:
            self._fine = self._now()
        self._cannot(error, self._looking)

    def _cannot_repair(self, error: UserError) -> None:
        self._repairing = self._repairing.failed(self._now())
        self._cannot(error, self._repairing)

    def _cannot(self, error: UserError, backoff: Backoff) -> None:
        found = self._episode.seen if self._episode else ()
        self._means.say(cannot_repair(self._keeper.name, found, error, backoff.pause))
        self._become(State.CANNOT_RECONCILE, error.found, error.next_step, getattr(error, "sqlstate", None))

    def _wait(self, error: Pending) -> None:
        """What it waits for is repaired in its own turn, so the next tick may find it there."""
        if self._status.reason != error.found:
            self._means.say(f"{self._keeper.name} waits: {error.found}")
        self._become(State.PENDING, error.found, error.next_step)

    def _stand_down(self, error: Superseded) -> None:
        """The record may change back, when an old declaration is put in force again: so it is tried now and then."""
        if not self._superseded:
            self._means.say(f"{self._keeper.name}: {error.found}; next: {error.next_step}")
            if self._episode:
                self._end(Outcome.SUPERSEDED, ())
        self._superseded, self._episode, self._refused = True, None, ()
        self._fine = self._now()
        self._repairing = self._repairing.failed(self._now())
        self._become(State.SUPERSEDED, error.found, error.next_step)

    def _become(self, state: State, reason: str = "", next_step: str = "", sqlstate: str | None = None) -> None:
        same = state is self._status.state
        since = self._status.since if same else self._means.clock.utc()
        self._status = RoleStatus(self._keeper.name, state, since, reason, sqlstate, next_step)

    def _now(self) -> float:
        return self._means.clock.seconds()
