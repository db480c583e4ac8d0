"""A report in one line, and in one number."""

from collections import Counter

from castmatch.preview.model import Mode, Operation, Report, ResourceChange
from castmatch.preview.naming import derived_changes, noun, primary_changes
from castmatch.text import counted

_SHOWN = 4  # groups of changes that are named; the others are counted
_VERBS = {
    Operation.CREATE: "created",
    Operation.UPDATE: "changed",
    Operation.REPLACE: "replaced",
    Operation.DELETE: "deleted",
    Operation.CHANGE: "changed",
}
_INTERRUPTING = (Operation.REPLACE, Operation.DELETE, Operation.CHANGE)
_MINUTE = 60


def verdict(report: Report) -> str:
    """One line, e.g. "2 containers replaced, 1 role changed; backend away about 6 s". Nothing in it is foreign text."""
    if report.refused:
        return "refused: it can't be brought up"
    if not report.changes:
        return "no changes"
    return "; ".join(part for part in (_changes(report), _drift(report), _away(report)) if part)


def exit_code(report: Report, fail_on: frozenset[str]) -> int:
    """What the command ends with.

    Args:
        fail_on: "changes", "hazards", both or none.

    Returns:
        1: the head can't be brought up. 2: the running stack was altered behind Pulumi's back, or the report has
        something that `fail_on` names. 0: none of these.
    """
    if report.refused:
        return 1
    found = {"changes": bool(report.changes), "hazards": bool(report.hazards)}
    drifted = report.mode is Mode.RUNNING and report.has_drift
    return 2 if drifted or any(found.get(name) for name in fail_on) else 0


def duration(seconds: float | None) -> str:
    """How long something takes, as exactly as it can be foreseen."""
    if seconds is None:
        return "unknown"
    if seconds == 0:
        return "not at all"
    if seconds < 1:
        return "under 1 s"
    return f"about {seconds:.0f} s" if seconds < 2 * _MINUTE else f"about {seconds / _MINUTE:.0f} min"


def _changes(report: Report) -> str:
    own = primary_changes(report)
    # A container that is replaced does not answer, whatever the cause.
    own += [found for found in derived_changes(report) if found.is_a("Container") and found.operation in _INTERRUPTING]
    if not own:
        return f"{counted(len(report.changes), 'resource')} replaced or checked again"
    things = [change for change in own if not change.is_a("Ready")] or own
    counts = Counter((noun(change), _done(change)) for change in things)
    groups = [f"{counted(number, what)} {done}" for (what, done), number in counts.items()]
    more = sum(list(counts.values())[_SHOWN:])
    return ", ".join(groups[:_SHOWN]) + (f", {more} more" if more else "")


def _done(change: ResourceChange) -> str:
    return "no longer managed" if change.retained and change.operation is Operation.DELETE else _VERBS[change.operation]


def _drift(report: Report) -> str:
    drifted = [change for change in report.changes if change.has_drift]
    return f"drift in {counted(len(drifted), 'resource')}" if drifted and report.mode is Mode.RUNNING else ""


def _away(report: Report) -> str:
    """Which services do not answer, and the longest time of all."""
    found = [downtime for downtime in report.downtimes if downtime.seconds != 0]
    if not found:
        return ""
    who = found[0].service if len(found) == 1 else counted(len(found), "service")
    away = "may be away" if report.mode is Mode.QUICK else "away"
    known = [downtime.seconds for downtime in found if downtime.seconds is not None]
    if not known:
        return f"{who} {away} for an unknown time"
    if len(found) == 1:
        return f"{who} {away} {duration(known[0])}"
    return f"{who} {away}, up to {duration(max(known))}{'' if len(known) == len(found) else ' as far as known'}"
