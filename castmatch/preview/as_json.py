"""The report for programs: one JSON document of a stable shape.

version     1; it grows when a key goes away or comes to mean something else, not when one is added
mode        running | base | quick: what the head is compared with
stack, base, head, verdict, refused (empty unless the head can't be brought up), unchanged (how many), seconds
has_drift   whether something was altered behind Pulumi's back
changes     by urn: urn, kind, name, service or null, operation (create | update | replace | delete | change), retained,
            cause (change | drift | consequence), findings, old, new,
            properties, by path: path, old, new, cause, replaces
hazards     resource, text, advice; as found, the gravest need not be first
sql         by role: role, statements in the order in which they would run
downtimes   service, seconds or null where that is unknown, why
edges       service, needs
exceptions, limits   one sentence each

What can't be shown stands as its words: "(none)", "(secret)", "(another secret)", "(known when up runs)".
"""

import json
from dataclasses import asdict
from typing import Any

from castmatch.preview.model import Report, ResourceChange
from castmatch.preview.verdict import verdict

VERSION = 1


def as_json(report: Report) -> str:
    """The whole report, indented, with a line end; equal reports give equal texts."""
    document = {"version": VERSION, "verdict": verdict(report), "has_drift": report.has_drift, **_fields(report)}
    return json.dumps(document, indent=2, sort_keys=True) + "\n"


def _fields(report: Report) -> dict[str, Any]:
    """The report's own fields, sorted where their order means nothing."""
    return asdict(report) | {
        "changes": [_change(change) for change in sorted(report.changes, key=lambda change: change.urn)],
        "sql": [asdict(sql) for sql in sorted(report.sql, key=lambda sql: sql.role)],
        "downtimes": [asdict(downtime) for downtime in sorted(report.downtimes, key=lambda found: found.service)],
        "edges": [asdict(edge) for edge in sorted(report.edges, key=lambda edge: (edge.service, edge.needs))],
        "exceptions": sorted(report.exceptions),
    }


def _change(change: ResourceChange) -> dict[str, Any]:
    properties = sorted(change.properties, key=lambda found: found.path)
    return asdict(change) | {"cause": change.cause, "properties": [asdict(found) for found in properties]}
