"""From Pulumi's own preview to the report: what follows from the declarations, downtime, and SQL."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from castmatch.declared.document import from_json
from castmatch.errors import UserError
from castmatch.preview import digest, quick
from castmatch.preview.downtime import downtimes, ready_seconds
from castmatch.preview.model import Operation, Report, ResourceChange, RoleSql
from castmatch.preview.run.report_from_recordings import Document, of_declarations
from castmatch.preview.sql import role_sql
from castmatch.pulumi_cli.exported_state import inputs
from castmatch.roles.server import ServerAddress

NO_SQL = "The SQL for the roles is not known: PostgreSQL does not answer now."


def of_preview(
    report: Report,
    document: Document,
    head: Document,
    state: Callable[[], Document],
    *,
    base: Document | None = None,
) -> Report:
    """The report with what Pulumi's own preview says, and the SQL of its roles.

    Args:
        report: who is compared with whom.
        document: the output of `pulumi preview --json`, in the real stack's terms.
        head: what it declares.
        state: reads the stack's state, secrets included: `pulumi stack export --show-secrets`. Read if a role changes.
        base: what it declares, if that is known. Pulumi's preview is silent about a volume that is kept no longer.
    """
    options = quick.option_changes(from_json(base), from_json(head)) if base else ()
    found = of_declarations(report, _together(digest.changes(document), options), head)
    away = downtimes(found.changes, ready_seconds(document), found.edges)
    found = replace(found, downtimes=away, unchanged=digest.unchanged(document))
    touched = any(change.is_a("PostgresRole") for change in found.changes)
    roles = inputs(state(), "PostgresRole") if touched else []
    try:
        return replace(found, sql=_sql(found.changes, roles))
    except UserError:
        return replace(found, limits=(*found.limits, NO_SQL))


def _together(changes: tuple[ResourceChange, ...], options: tuple[ResourceChange, ...]) -> tuple[ResourceChange, ...]:
    """The engine's changes together with those of options; a resource of which only an option changes is updated."""
    beside = {change.urn: change.properties for change in options}
    both = [replace(change, properties=(*change.properties, *beside.pop(change.urn, ()))) for change in changes]
    alone = [replace(change, operation=Operation.UPDATE) for change in options if change.urn in beside]
    return (*both, *alone)


def _sql(changes: tuple[ResourceChange, ...], roles: list[dict[str, Any]]) -> tuple[RoleSql, ...]:
    if not roles:
        return ()
    address = ServerAddress(roles[0]["host"], roles[0]["port"], roles[0]["admin"], roles[0]["admin_password"])
    passwords = {role["role"]: role.get("password") for role in roles}
    return role_sql(changes, address, passwords)
