"""A role, a clock and a log under a test's control."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from castmatch.errors import UserError
from castmatch.guardian.clock import Clock
from castmatch.guardian.loop import Journal, Loop
from castmatch.guardian.watch import Context
from castmatch.roles.errors import CannotReconcile, LoginRefused, Refusal, Unreachable

AWAY = Unreachable("postgres:5432", "Connection refused")
LOCKED = CannotReconcile("castmatch_user", "55P03", "canceling statement due to lock timeout", "end the other session")
REFUSED = LoginRefused("castmatch_user", "castmatch", Refusal.NOT_PERMITTED, "no pg_hba.conf entry")
MISSING = "role castmatch_user is missing"
CREATE = "create role castmatch_user"


@dataclass
class Role:
    """A role on a server. It stays `wrong` until it is reconciled; each `…_fails` is raised while it is set."""

    name: str = "castmatch_user"
    wrong: list[str] = field(default_factory=list)
    observe_fails: Exception | None = None
    reconcile_fails: Exception | None = None
    login_fails: Exception | None = None
    calls: list[str] = field(default_factory=list)

    def observe(self) -> Sequence[str]:
        self._call("observe", self.observe_fails)
        return list(self.wrong)

    def reconcile(self) -> Sequence[str]:
        self._call("reconcile", self.reconcile_fails)
        done = [CREATE for _ in self.wrong]
        self.wrong.clear()
        self.verify()
        return done

    def verify(self) -> None:
        self._call("verify", self.login_fails)

    def _call(self, name: str, error: Exception | None) -> None:
        self.calls.append(name)
        if error is not None:
            raise error


@dataclass
class Time:
    """A clock that a test sets."""

    now: float = 1000.0

    def clock(self) -> Clock:
        return Clock(lambda: self.now, lambda: f"t={self.now:g}")


@dataclass
class Guard:
    """A loop over fake roles: `after(seconds)` is one tick later."""

    roles: list[Role]
    repairs: bool = True
    time: Time = field(default_factory=Time)
    log: list[str] = field(default_factory=list)
    journal: Journal = field(default_factory=Journal)

    def __post_init__(self) -> None:
        context = Context(self.time.clock(), self.log.append, self.journal.remember, self.repairs)
        self.loop = Loop(self.roles, context)

    def after(self, seconds: float = 1.0) -> "Guard":
        self.time.now += seconds
        self.loop.tick()
        return self

    def ticks(self, count: int) -> "Guard":
        for _ in range(count):
            self.after(1.0)
        return self


def error(found: str = "something else") -> UserError:
    return UserError("no fault", found, "fix it")
