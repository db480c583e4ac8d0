"""Check that roles and databases of a stack config fit together; each check raises ValueError with what is allowed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from graphlib import CycleError

from castmatch.ordering import in_order
from castmatch.stack.roles import OtherDatabase, OtherRole, Role

Roles = Mapping[str, OtherRole]
Databases = Mapping[str, OtherDatabase]


def check_roles(role: Role, roles: Roles, databases: Databases) -> None:
    """Raise ValueError unless every name that one section uses is declared by another, once."""
    if role.name in roles:
        raise ValueError(f"other names than {role.name} below roles: that one stands below role")
    if role.database in databases:
        raise ValueError(f"other names than {role.database} below databases: that one stands below role")
    _check_owners({role.name, *roles}, databases)
    _check_groups({role.name: role.member_of, **{name: other.member_of for name, other in roles.items()}})
    _check_grants(role, roles, databases)
    _check_no_circle(_needs(role, roles, databases))


def _check_owners(declared: set[str], databases: Databases) -> None:
    for name, database in databases.items():
        if database.owner not in declared:
            raise ValueError(f"databases.{name}.owner to be one of {_listed(declared)} (now: {database.owner})")


def _check_groups(groups: Mapping[str, frozenset[str]]) -> None:
    for name, member_of in groups.items():
        for group in sorted(member_of):
            if group not in groups.keys() - {name} and not group.startswith("pg_"):
                raise ValueError(f"memberOf of {name} to name another declared role (now: {group})")


def _check_grants(role: Role, roles: Roles, databases: Databases) -> None:
    owners = _owners(role, databases)
    for name, other in roles.items():
        granted = Counter(grants.database or role.database for grants in other.grants)
        if twice := [database for database, times in granted.items() if times > 1]:
            raise ValueError(f"grants of {name} to name each database once (now twice: {_listed(twice)})")
        for grants in other.grants:
            database = grants.database or role.database
            if owners.get(database, name) == name:
                allowed = _listed(found for found, owner in owners.items() if owner != name)
                raise ValueError(f"grants of {name} in a database that another role owns: {allowed} (now: {database})")
            if (grants.access is None) == (grants.privileges is None):
                raise ValueError(f"grants of {name} to have either access (read, write) or privileges")


def _check_no_circle(needs: Mapping[str, frozenset[str]]) -> None:
    try:
        in_order({name: sorted(others) for name, others in sorted(needs.items())})
    except CycleError as error:
        raise ValueError(f"no circle of memberships and grants (now: {_listed(set(error.args[1]))})") from None


def _needs(role: Role, roles: Roles, databases: Databases) -> dict[str, frozenset[str]]:
    """Role to the declared roles that must exist before it: its groups, and the owners of databases it is granted."""
    owners, declared = _owners(role, databases), {role.name, *roles}
    needs = {role.name: role.member_of & declared}
    for name, other in roles.items():
        granted_by = {owners[grants.database or role.database] for grants in other.grants}
        needs[name] = (other.member_of | granted_by) & declared
    return needs


def _owners(role: Role, databases: Databases) -> dict[str, str]:
    return {role.database: role.name, **{name: database.owner for name, database in databases.items()}}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
