"""How each of the two matrices begins."""

PULUMI = """\
# The incident matrix

Everything that we know can happen to a role, its database and its server. Written by `make matrix`, which causes each
fault on real stacks: one without a guardian, where `pulumi preview` must name it and one `pulumi up` must repair it,
and one whose guardian nobody helps. “yes, 0.9 s” is the time from the fault until all roles were proven right again;
an `up` takes most of its seconds for everything else that it looks at.

{count} faults. The guardian repaired {repaired} of them, median {median:.1f} s, slowest {slowest:.1f} s (it looks every
second; budget 5 s). One `pulumi up` repaired each, median {up:.1f} s. Where the guardian must not repair, its own words
and the next command stand instead.

Each row that a statement can cause is also a test, on PostgreSQL alone
([tests/integration/guardian](../tests/integration/guardian/test_incident_matrix.py),
[test_guardian_ways_in.py](../tests/integration/guardian/test_guardian_ways_in.py)); the others are in
[tests/e2e](../tests/e2e). The faults themselves: [tests/faults](../tests/faults/catalogue.py). The same faults
where Docker Compose runs the declaration: [incident-matrix-compose.md](incident-matrix-compose.md).
"""

COMPOSE = """\
# The incident matrix under Docker Compose

The faults of [the incident matrix](incident-matrix.md) on stacks that Docker Compose runs. Written by
`make matrix VIA=compose`, which causes each fault on real stacks: one without a guardian, where one
`castmatch up --via compose` must repair it, and one whose guardian nobody helps. Each must end as it does under Pulumi
(repaired, or in the same state that the guardian names), else the run fails. Compose has no preview.

{count} faults. The guardian repaired {repaired} of them, median {median:.1f} s, slowest {slowest:.1f} s (it looks every
second; budget 5 s). One `up` repaired each, median {up:.1f} s. Where the guardian must not repair, its own words
and the next command stand instead.

Some of them are a test as well: [tests/e2e/compose](../tests/e2e/compose/test_incidents.py).
"""
