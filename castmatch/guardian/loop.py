"""The control loop: one tick looks at every role, then repairs what is wrong. It never ends by itself."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from castmatch.guardian.reconciler import Keeper
from castmatch.guardian.record import Incident, RoleStatus
from castmatch.guardian.watch import Means, Watch
from castmatch.guardian.words import span
from castmatch.roles.errors import Unreachable

KEPT = 100  # incidents
NOTE_EVERY = 60.0  # seconds between two notes that no server answers


class Journal(deque[Incident]):
    """The last incidents, oldest first, and how many there were in all."""

    def __init__(self) -> None:
        super().__init__(maxlen=KEPT)
        self.total = 0

    def remember(self, incident: Incident) -> None:
        self.total += 1
        self.append(incident)


@dataclass(frozen=True)
class Server:
    """Whether PostgreSQL answers, and since when; `reachable` is None until the first look."""

    reachable: bool | None
    since: str
    reason: str = ""


class Loop:
    """Roles under guard.

    Args:
        keepers: one for each role.
        means: see Means.
    """

    def __init__(self, keepers: Sequence[Keeper], means: Means) -> None:
        self._clock = means.clock
        self._say = means.say
        own = replace(means, say=self._say_of_a_role)
        self._watches = [Watch(keeper, own) for keeper in keepers]
        self._away_since = 0.0
        self._next_note = 0.0
        self.server = Server(None, means.clock.utc(), "not looked at yet")
        self.ticks = 0
        self.ticked = means.clock.seconds()  # when the last tick ended

    @property
    def roles(self) -> tuple[RoleStatus, ...]:
        return tuple(watch.status for watch in self._watches)

    def tick(self) -> None:
        """Look at all, then repair. A role that has failed comes after those that have not: it may take its time."""
        try:
            for watch in self._watches:
                watch.look()
            self._is_back()
            for watch in sorted(self._watches, key=lambda watch: watch.failures):
                if watch.wants_repair:
                    watch.repair()
        except Unreachable as error:
            self._is_away(error.found)
        self.ticks += 1
        self.ticked = self._clock.seconds()

    def _say_of_a_role(self, line: str) -> None:
        """Whatever is known of a role, a server has answered."""
        self._is_back()
        self._say(line)

    def _is_back(self) -> None:
        if self.server.reachable:
            return
        if self.server.reachable is False:
            self._say(f"PostgreSQL answers again after {span(self._clock.seconds() - self._away_since)}")
        self.server = Server(True, self._clock.utc())

    def _is_away(self, reason: str) -> None:
        now = self._clock.seconds()
        if self.server.reachable is not False:
            self.server = Server(False, self._clock.utc(), reason)
            self._away_since, self._next_note = now, now + NOTE_EVERY
            self._say(f"PostgreSQL is not reachable: {reason}")
        elif now >= self._next_note:
            self._next_note = now + NOTE_EVERY
            self._say(f"PostgreSQL is still not reachable after {span(now - self._away_since)}: {reason}")
        self.server = replace(self.server, reason=reason)
        for watch in self._watches:
            watch.lose_sight(f"PostgreSQL is not reachable: {reason}")
