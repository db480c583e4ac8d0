"""What a drill of the incident measured, and how it reads."""

from dataclasses import dataclass
from statistics import median

BUDGET = 5.0  # seconds from the role's loss until it is proven right again


@dataclass(frozen=True)
class Round:
    """One drop of the role; seconds count from it.

    Args:
        back_seconds: until the guardian had repaired the role and proven a login.
        serving_seconds: until the last request that the backend had to refuse; 0 when it refused none.
        refused: requests answered with 503 meanwhile.
        wrong_seconds: the guardian's own record: since its last check that found the role right.
    """

    back_seconds: float
    serving_seconds: float
    refused: int
    wrong_seconds: float
    found: tuple[str, ...]
    done: tuple[str, ...]

    def as_text(self, number: int) -> str:
        """One paragraph: the first in full, the others in a line."""
        line = (
            f"{number:>3}. dropped → role back after {self.back_seconds:.2f} s, "
            f"backend serving after {self.serving_seconds:.2f} s ({self.refused} requests refused)\n"
        )
        if number > 1:
            return line
        steps = [f"found  {text}" for text in self.found] + [f"did    {text}" for text in self.done]
        return line + "".join(f"       {step}\n" for step in steps)


@dataclass(frozen=True)
class IncidentDrill:
    """The result of a drill.

    Args:
        accepted: writes that the backend answered 201.
        lost: of those, how many the database does not hold.
        restarted: containers that were restarted.
        unexpected: answers that were neither success nor a 503 that names the database.
    """

    rounds: tuple[Round, ...]
    accepted: int
    lost: int
    restarted: tuple[str, ...]
    unexpected: int

    @property
    def back_median(self) -> float:
        return median(played.back_seconds for played in self.rounds)

    @property
    def serving_median(self) -> float:
        return median(played.serving_seconds for played in self.rounds)

    @property
    def passed(self) -> bool:
        return self.back_median <= BUDGET and not (self.lost or self.restarted or self.unexpected)

    def summary(self) -> dict[str, float | bool]:
        """What the rounds amount to, for programs."""
        return {
            "back_median_seconds": round(self.back_median, 3),
            "back_max_seconds": round(max(played.back_seconds for played in self.rounds), 3),
            "serving_median_seconds": round(self.serving_median, 3),
            "passed": self.passed,
        }


def as_text(result: IncidentDrill) -> str:
    """The last lines of the report: one a promise."""
    slowest = max(played.back_seconds for played in result.rounds)
    restarted = ", ".join(result.restarted) or "none"
    return (
        f"\nrole back            median {result.back_median:.2f} s of {len(result.rounds)}, "
        f"slowest {slowest:.2f} s (budget {BUDGET:.0f} s)\n"
        f"backend serving      median {result.serving_median:.2f} s\n"
        f"containers restarted {restarted}\n"
        f"accepted writes      {result.accepted}, lost {result.lost}\n"
        f"other errors         {result.unexpected} (neither a success nor a 503 that names the database)\n"
        f"{'passed' if result.passed else 'FAILED'}\n"
    )
