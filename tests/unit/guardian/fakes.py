"""A role, a clock and a log that a test moves by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from castmatch.errors import UserError
from castmatch.guardian.clock import Clock
from castmatch.guardian.loop import Journal, Loop
from castmatch.guardian.watch import Means
from castmatch.roles.errors import CannotReconcile, LoginRefused, Refusal, Unreachable

AWAY = Unreachable("postgres:5432", "Connection refused")
LOCKED = CannotReconcile("castmatch_user", "55P03", "canceling statement due to lock timeout", "end the other session")
REFUSED = LoginRefused("castmatch_user", "castmatch", Refusal.NOT_PERMITTED, "no pg_hba.conf entry")
MISSING = "role castmatch_user is missing"
CREATE = "create role castmatch_user"


@dataclass
class Role:
    """A role on a server. What is `wrong` stays so until it is repaired; each `…_fails` is raised while it is set."""

    name: str = "castmatch_user"
    wrong: list[str] = field(default_factory=list)
    look_fails: Exception | None = None
    repair_fails: Exception | None = None
    login_fails: Exception | None = None
    calls: list[str] = field(default_factory=list)

    def look(self) -> Sequence[str]:
        self._call("look", self.look_fails)
        return list(self.wrong)

    def repair(self) -> Sequence[str]:
        self._call("repair", self.repair_fails)
        done = [CREATE for _ in self.wrong]
        self.wrong.clear()
        self.prove()
        return done

    def prove(self) -> None:
        self._call("prove", self.login_fails)

    def _call(self, name: str, error: Exception | None) -> None:
        self.calls.append(name)
        if error is not None:
            raise error


@dataclass
class Time:
    """It passes when a test says so."""

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
        means = Means(self.time.clock(), self.log.append, self.journal.remember, self.repairs)
        self.loop = Loop(self.roles, means)

    def after(self, seconds: float = 1.0) -> "Guard":
        self.time.now += seconds
        self.loop.tick()
        return self

    def ticks(self, count: int) -> "Guard":
        for _ in range(count):
            self.after(1.0)
        return self


def error(found: str = "something else") -> UserError:
    return UserError("all to be well", found, "mend it")
