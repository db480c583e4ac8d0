"""The control loop: one tick observes every role, then reconciles those that differ. It never ends by itself."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from castmatch.guardian.reconciler import Reconciler
from castmatch.guardian.record import Incident, RoleStatus
from castmatch.guardian.watch import Context, Watch
from castmatch.guardian.words import span
from castmatch.roles.errors import Unreachable

KEPT = 100  # incidents
NOTE_EVERY = 60.0  # seconds between two notes that no server answers


class Journal(deque[Incident]):
    """The last incidents, oldest first, and the number of all."""

    def __init__(self) -> None:
        super().__init__(maxlen=KEPT)
        self.total = 0

    def remember(self, incident: Incident) -> None:
        self.total += 1
        self.append(incident)


@dataclass(frozen=True)
class ServerStatus:
    """Whether PostgreSQL answers, and since when; `reachable` is None until the first observation."""

    reachable: bool | None
    since: str
    reason: str = ""


class Loop:
    """Keeps roles as declared, one watch for each.

    `server`, `roles`, `ticks` and `ticked` (when the last tick ended, in seconds of the clock) are for the report.
    """

    def __init__(self, reconcilers: Sequence[Reconciler], context: Context) -> None:
        self._clock = context.clock
        self._say = context.say
        of_roles = replace(context, say=self._say_of_a_role)
        self._watches = [Watch(reconciler, of_roles) for reconciler in reconcilers]
        self._away_since = 0.0
        self._next_note = 0.0
        self.server = ServerStatus(None, self._clock.utc(), "not observed yet")
        self.ticks = 0
        self.ticked = self._clock.seconds()

    @property
    def roles(self) -> tuple[RoleStatus, ...]:
        return tuple(watch.status for watch in self._watches)

    def tick(self) -> None:
        """Observe all, then reconcile. A role that failed comes after the others: it may wait long for a lock."""
        try:
            for watch in self._watches:
                watch.observe()
            self._set_reachable()
            for watch in sorted(self._watches, key=lambda watch: watch.failures):
                if watch.is_due:
                    watch.reconcile()
        except Unreachable as error:
            self._set_unreachable(error.found)
        self.ticks += 1
        self.ticked = self._clock.seconds()

    def _say_of_a_role(self, line: str) -> None:
        """A line about a role means that the server has answered."""
        self._set_reachable()
        self._say(line)

    def _set_reachable(self) -> None:
        if self.server.reachable:
            return
        if self.server.reachable is False:
            self._say(f"PostgreSQL answers again after {span(self._clock.seconds() - self._away_since)}")
        self.server = ServerStatus(True, self._clock.utc())

    def _set_unreachable(self, reason: str) -> None:
        now = self._clock.seconds()
        if self.server.reachable is not False:
            self.server = ServerStatus(False, self._clock.utc(), reason)
            self._away_since, self._next_note = now, now + NOTE_EVERY
            self._say(f"PostgreSQL is not reachable: {reason}")
        elif now >= self._next_note:
            self._next_note = now + NOTE_EVERY
            self._say(f"PostgreSQL is still not reachable after {span(now - self._away_since)}: {reason}")
        self.server = replace(self.server, reason=reason)
        for watch in self._watches:
            watch.set_unknown(f"PostgreSQL is not reachable: {reason}")
