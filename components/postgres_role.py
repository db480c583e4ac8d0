"""The PostgreSQL role as a declared resource: a thin adapter over castmatch.roles.

Nobody else can make a database URL, so whatever needs the database cannot be declared without the role. What works on
a live server is in components.role_operations, loaded when there is one to work on: a program that only declares has no
use for a database driver. Nor has the plugin's process, which loads this module for the provider alone, any for
declared containers and the model of the config.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi.dynamic import (
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    ResourceProvider,
    UpdateResult,
)

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.describe import describe
from castmatch.roles.document import to_document
from castmatch.roles.url import database_url
from castmatch.stack.containers import PORTS
from components.plugin import readable, unknown

if TYPE_CHECKING:
    from components.postgres import PostgresServer

RECONCILED = "reconciled"
ENTRY = {"pg_hba.conf": "as declared"}  # among the facts of a role's access: who gets in, and by what proof


class PostgresRoleProvider(ResourceProvider):
    """Create and update are one upsert; read and diff look at the live server and never fail because it is down."""

    @readable
    def create(self, props: dict[str, Any]) -> CreateResult:
        from components import role_operations

        role_operations.reconciled(props)
        return CreateResult(id_=f"{props['container']}/{props['role']}", outs=props)

    @readable
    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """A new name is an update too: the new role takes everything over before the old one is removed."""
        from components import role_operations

        role_operations.reconciled(news)
        if olds["role"] != news["role"]:
            role_operations.removed(news, olds["role"])
        return UpdateResult(outs=news)

    @readable
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Report the live access as the input `access`, so that a preview shows which fact differs."""
        from components import role_operations

        seen = role_operations.looked_at(props)
        found = props if seen is None else {**props, "access": seen.access}
        return ReadResult(id_, found, inputs=dict(found))

    @readable
    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        if any(unknown(news[key]) or news[key] != olds.get(key) for key in news):
            return DiffResult(changes=True)
        from components import role_operations

        seen = role_operations.looked_at(news)
        return DiffResult(changes=seen is None or bool(seen.findings))

    @readable
    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """A role that is declared no longer. What it owns goes to the administrator; with its volume it just goes."""
        from components import role_operations

        role_operations.removed(props, props["role"])


class PostgresRole(Resource, module="castmatch", name="PostgresRole"):
    """One role exactly as declared, able to log in with exactly `password`.

    Args:
        name: of the resource.
        declaration: the role, without its password.
        password: secret; None for a role that doesn't log in.
        address: where the server is, see PostgresServer.address.
        server: the server; when its volume goes, the role needs no removal of its own.
        after: the roles that it needs.
    """

    role: pulumi.Output[str]
    password: pulumi.Output[str]
    database: pulumi.Output[str]
    state: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        declaration: RoleDeclaration,
        password: pulumi.Output[str] | None,
        address: dict[str, Any],
        server: "PostgresServer",
        opts: pulumi.ResourceOptions,
        after: Sequence[pulumi.Resource] = (),
    ) -> None:
        desired = replace(declaration, password="any" if password else None).desired()
        self.declared = to_document(declaration)
        self.has_password = password is not None
        self.logs_in = self.has_password and bool(declaration.databases)
        secret: pulumi.Output[str] | None = pulumi.Output.secret(password) if password else None
        props = {
            **self.declared,
            **address,
            "password": secret,
            "database": declaration.databases[0].database if declaration.databases else "",
            "access": describe(desired) | ENTRY,
            "state": RECONCILED,
        }
        options = pulumi.ResourceOptions(parent=opts.parent, deleted_with=server.volume, depends_on=list(after))
        super().__init__(PostgresRoleProvider(), name, props, options)

    @property
    def declaration(self) -> pulumi.Output[dict[str, Any]]:
        """The whole declaration as plain data, password included; secret, and known only when it is reconciled."""
        # An output that the state has no value for is unknown in every preview, and a group has no password.
        parts = pulumi.Output.all(self.state, self.password if self.has_password else None)
        return pulumi.Output.secret(parts.apply(lambda p: {**self.declared, "password": p[1]}))

    @property
    def url(self) -> pulumi.Output[str]:
        """The database URL inside the stack's network; secret, and known only when the role is reconciled."""
        return self.url_at("postgres", PORTS["postgres"])

    def url_at(self, host: str, port: int) -> pulumi.Output[str]:
        """The same login, for another way to the server."""
        parts = pulumi.Output.all(self.role, self.password, self.database)
        return pulumi.Output.secret(parts.apply(lambda p: database_url(p[0], p[1], p[2], host, port)))
