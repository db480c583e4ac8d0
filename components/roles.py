"""All roles of a stack: a generated password for each that logs in, and each role after those that it needs."""

import pulumi

from castmatch.stack.declared_roles import declared_roles
from castmatch.stack.model import StackConfig
from components.container import StackContext
from components.password import Password
from components.postgres import PostgresServer
from components.postgres_role import PostgresRole


def declare_passwords(config: StackConfig, parent: pulumi.Resource) -> dict[str, pulumi.Output[str]]:
    """Role to password, for every role that logs in."""
    return {
        declaration.role: Password(_named("role-password", declaration.role, config), parent).value
        for declaration in declared_roles(config)
        if declaration.attributes.login
    }


def declare_roles(
    context: StackContext,
    server: PostgresServer,
    passwords: dict[str, pulumi.Output[str]],
    opts: pulumi.ResourceOptions,
) -> dict[str, PostgresRole]:
    """Role to its resource, each after the roles that it needs."""
    roles: dict[str, PostgresRole] = {}
    for declaration in declared_roles(context.config):
        name = declaration.role
        after = [roles[other] for other in sorted(declaration.needs()) if other in roles]
        resource = _named("role", name, context.config)
        roles[name] = PostgresRole(
            resource, declaration, passwords.get(name), server.address(context), server, opts, after
        )
    return roles


def _named(prefix: str, role: str, config: StackConfig) -> str:
    """The application's role keeps its resource when it is renamed."""
    return prefix if role == config.role.name else f"{prefix}-{role}"
