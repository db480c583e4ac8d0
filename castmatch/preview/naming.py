"""What the resources of a report are called, what happens to them, and in which order they are listed."""

from castmatch.preview.model import Cause, Operation, Property, Report, ResourceChange, Special
from castmatch.text import one_line

QUICK = (
    "only the declarations were compared, and nothing was started. It can't tell a change in place from a replacement, "
    "nor see what was altered behind Pulumi's back."
)
# Most alarming first.
SEVERITY = (Operation.DELETE, Operation.REPLACE, Operation.CHANGE, Operation.UPDATE, Operation.CREATE)
_NOUNS = {
    "Container": "container",
    "PostgresRole": "role",
    "Password": "password",
    "Volume": "volume",
    "Network": "network",
    "Image": "image",
    "RemoteImage": "image",
    "Ready": "check",
}
_HAPPENS = {
    Operation.CREATE: "created",
    Operation.UPDATE: "changed",
    Operation.REPLACE: "replaced",
    Operation.DELETE: "deleted",
    Operation.CHANGE: "changed or replaced",
}
_UNEXPLAINED = {Operation.CREATE: "newly declared", Operation.DELETE: "no longer declared"}


def noun(change: ResourceChange) -> str:
    """The word that people use for this kind of resource."""
    return _NOUNS.get(change.kind.rpartition(":")[2], "resource")


def name(change: ResourceChange) -> str:
    """Its name as people know it: a role by its own name, everything else by its logical name."""
    role = change.new.get("role", change.old.get("role")) if change.is_a("PostgresRole") else None
    return one_line(role if isinstance(role, str) and role else change.name)


def happens(change: ResourceChange) -> str:
    """The word for what `pulumi up` would do to it."""
    if change.operation is Operation.DELETE and change.retained:
        return "no longer managed, kept"
    return _HAPPENS[change.operation]


def unexplained(change: ResourceChange) -> str:
    """The reason of a change that lists no properties."""
    stays = "; it stays on this machine" if change.operation is Operation.DELETE and change.retained else ""
    return _UNEXPLAINED.get(change.operation, "") + stays


def tag(cause: Cause) -> str:
    """The word for why a property differs."""
    return "follows" if cause is Cause.CONSEQUENCE else cause.value


def is_known_after_up(found: Property) -> bool:
    """Whether the new value is one that only a resource made by `up` will have."""
    return found.cause is Cause.CONSEQUENCE and found.new is Special.UNKNOWN


def follows(change: ResourceChange) -> bool:
    """Whether it changes only because something that it depends on does."""
    return not change.findings and change.cause is Cause.CONSEQUENCE


def primary_changes(report: Report) -> list[ResourceChange]:
    """The changes that have a reason of their own; checks come last."""
    own = [change for change in report.changes if not follows(change)]
    return sorted(own, key=lambda change: (change.is_a("Ready"), SEVERITY.index(change.operation)))


def derived_changes(report: Report) -> list[ResourceChange]:
    """The changes that only follow from others."""
    return [change for change in report.changes if follows(change)]
