"""No role is a superuser, and the application's has no power over other roles and databases.

Why: a superuser reads every database, and through COPY … PROGRAM runs commands on the server. An SQL injection in the
backend must be able to harm what the backend owns, and nothing else. A role also has the power of its
groups, so they count.
"""

from collections.abc import Iterator
from typing import Any

from castmatch.declared.model import Resource
from castmatch.gates.model import Program, Violation, inputs
from castmatch.gates.postgres import role_name, roles

NAME = "no-superuser"
SCOPE = "stack"
# Each as this project's PostgresRole spells it, and as Pulumi's PostgreSQL provider does.
POWERS = {
    "createrole": ("createrole", "createRole"),
    "createdb": ("createdb", "createDatabase"),
    "replication": ("replication",),
    "bypassrls": ("bypassrls", "bypassRowLevelSecurity"),
}
# Groups of PostgreSQL's own by which a role can make itself a superuser.
AS_GOOD_AS = frozenset({"pg_execute_server_program", "pg_read_server_files", "pg_write_server_files"})


def check(program: Program) -> Iterator[Violation]:
    """Every undue power of a role, its own or through a group."""
    by_name = {role_name(role): role for role in roles(program)}
    for role in by_name.values():
        is_application = role_name(role) == program.application_role
        expected = f"{role_name(role)} without " + (
            "any power beyond its own databases" if is_application else "SUPERUSER"
        )
        for reached in _reached(role, by_name):
            by = "" if reached is role else f" through {role_name(reached)}"
            for power in _powers(inputs(reached), is_application):
                fix = f"take {power} from {role_name(reached)}, or {role_name(role)} out of it"
                yield Violation.of(NAME, role, expected, f"{power}{by}", fix if by else f"take {power} from it")


def _powers(given: dict[str, Any], is_application: bool) -> Iterator[str]:
    attributes = given.get("attributes") or given
    unwanted = {"superuser": ("superuser",), **(POWERS if is_application else {})}
    yield from (name.upper() for name, keys in unwanted.items() if any(attributes.get(key) is True for key in keys))
    yield from (f"membership in {group}" for group in sorted(_groups(given) & AS_GOOD_AS))


def _reached(role: Resource, by_name: dict[str, Resource]) -> list[Resource]:
    """The role, and every declared role that it can become."""
    found = [role]
    for one in found:
        found += [by_name[g] for g in sorted(_groups(inputs(one))) if g in by_name and by_name[g] not in found]
    return found


def _groups(given: dict[str, Any]) -> set[str]:
    return set(given.get("member_of") or given.get("roles") or ())
