"""Every service that uses the database depends on its role.

Why: this is the failure that the project exists for. Without the dependency a backend may start before its role exists,
and a preview could not say that removing the role breaks it.
"""

from collections.abc import Iterator

from castmatch.gates.model import Program, Violation, inputs
from castmatch.gates.postgres import roles, uses_database

NAME = "role-first"
SCOPE = "stack"


def check(program: Program) -> Iterator[Violation]:
    """Every container that uses PostgreSQL and depends on no role."""
    declared = {role.urn for role in roles(program)}
    for container in program.containers:
        by = uses_database(inputs(container))
        if by and not declared & program.declared.needs(container):
            fix = "take the URL from PostgresRole.url, or name the role in depends_on"
            found = f"{by}, but no dependency on a role"
            yield Violation.of(NAME, container, "a dependency on the role that it logs in as", found, fix)
