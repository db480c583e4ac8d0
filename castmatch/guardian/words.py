"""The guardian's log lines, one an event."""

from collections.abc import Sequence

from castmatch.errors import UserError
from castmatch.guardian.record import Incident, Outcome

SHOWN = 4  # sentences in one line; the report has more
_ENDS = {
    Outcome.REPAIRED: "repaired in {0}, proven by login",
    Outcome.RIGHT_AGAIN: "repaired by somebody else, proven by login",
    Outcome.SUPERSEDED: "left to a newer declaration",
}


def ended(incident: Incident) -> str:
    """castmatch_user: findings → changes (wrong for at most 0.9 s, repaired in 0.1 s, proven by login)."""
    done = f" → {listed(incident.done)}" if incident.done else ""
    end = _ENDS[incident.outcome].format(span(incident.repair_seconds))
    return f"{incident.role}: {listed(incident.found)}{done} (wrong for at most {span(incident.wrong_seconds)}, {end})"


def cannot_repair(role: str, found: Sequence[str], error: UserError, next_try: float) -> str:
    """cannot repair castmatch_user: …; next: …; next try in 8 s."""
    seen = f"found: {listed(found)}; " if found else ""
    return f"cannot repair {role}: {seen}{error.found}; next: {error.next_step}; next try in {span(next_try)}"


def listed(sentences: Sequence[str]) -> str:
    """Findings or changes on one line; only the first of many."""
    shown, hidden = sentences[:SHOWN], len(sentences) - SHOWN
    return "; ".join(shown) + (f"; and {hidden} more" if hidden > 0 else "")


def span(seconds: float) -> str:
    """A duration for people: 0.08 s, 12.5 s, 2 min 5 s, 3 h 20 min."""
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < 60:
        return f"{round(seconds, 1):g} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
