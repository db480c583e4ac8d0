"""`castmatch roles`: every role as the guardian sees it now, and its latest repairs."""

import json
import sys
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from castmatch.errors import UserError
from castmatch.guardian.record import Incident, RoleStatus, State
from castmatch.guardian.words import ended, span
from castmatch.stack.load import load_file
from castmatch.stack.names import Names

SHOWN = 10  # incidents
NOT_RECONCILED = 2


def show(project: Path, stack: str, as_json: bool) -> int:
    """Print what the guardian reports.

    Returns:
        the exit code: 0 when every role is reconciled, 2 when one is not.

    Raises:
        UserError: there is no guardian, or it does not answer.
    """
    report = ask_guardian(project, stack)
    roles = [RoleStatus(**{**role, "state": State(role["state"])}) for role in report["roles"]]
    if as_json:
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
    else:
        _print(report, roles)
    return 0 if all(role.state is State.RECONCILED for role in roles) else NOT_RECONCILED


def ask_guardian(project: Path, stack: str) -> dict[str, Any]:
    """The guardian's whole report; UserError when no guardian of this stack answers."""
    config = load_file(project, stack)
    url = f"http://127.0.0.1:{config.port('guardian')}/"
    expected = f"the guardian of stack {stack} at {url}"
    if config.guardian.mode == "none":
        fix = f"set castmatch:guardian.mode to repair in Pulumi.{stack}.yaml, then: make up STACK={stack}"
        raise UserError(expected, "castmatch:guardian.mode is none", fix)
    try:
        answer = httpx.get(url, timeout=5, trust_env=False).raise_for_status()
        report: dict[str, Any] = answer.json()
        if report["stack"] == stack:
            return report
        found = f"the guardian of stack {report['stack']}"
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        found = str(error) or type(error).__name__
    log = f"docker logs {Names(stack).container('guardian')}"
    raise UserError(expected, found, f"make up STACK={stack}   (its log: {log})")


def as_table(roles: list[RoleStatus], stack: str) -> Table:
    """One row a role."""
    table = Table(title=f"Roles of stack {stack}", title_justify="left")
    for column in ("role", "state", "since"):
        table.add_column(column, no_wrap=True)
    table.add_column("reason, next step")
    for role in roles:
        table.add_row(role.role, role.state, _time(role.since), _why(role))
    return table


def _print(report: dict[str, Any], roles: list[RoleStatus]) -> None:
    console = Console(highlight=False)
    console.print(as_table(roles, report["stack"]))
    incidents = [Incident(**incident) for incident in report["incidents"][-SHOWN:]]
    for incident in incidents:
        console.print(f"{_time(incident.noticed_at)}  {ended(incident)}", markup=False, soft_wrap=True)
    total = report["counts"]["incidents"]
    if total > len(incidents):
        console.print(f"{total} in all; more: --json, docker logs {Names(report['stack']).container('guardian')}")


def _why(role: RoleStatus) -> str:
    parts = [role.reason, f"next: {role.next_step}" if role.next_step else ""]
    if role.next_try_in is not None:
        parts.append(f"the guardian tries again in {span(role.next_try_in)}")
    return "\n".join(filter(None, parts))


def _time(utc: str) -> str:
    """To the second, as in 2025-07-01 09:30:00Z."""
    return f"{utc[:10]} {utc[11:19]}Z"
