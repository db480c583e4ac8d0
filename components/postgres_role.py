"""The PostgreSQL role as a declared resource: a thin adapter over castmatch.roles.

Only this resource makes a database URL, so a service that needs the database cannot be declared without the role.
"""

from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, UpdateResult

from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.describe import ENTRY, describe
from castmatch.roles.document import to_document
from castmatch.roles.url import database_url
from castmatch.stack.containers import PORTS
from components.plugin import Provider, unknown

if TYPE_CHECKING:
    from components.postgres import PostgresServer

RECONCILED = "reconciled"
# Container and role of each declaration in the program that runs. Pulumi asks about every declaration before it deletes
# what is declared no longer, in one process of this plugin.
_declared: set[tuple[str, str]] = set()


def _operations() -> ModuleType:
    """The module that works on a live server, loaded when there is one.

    With it come the database driver and the Docker SDK: 0.15 s that `castmatch plan` has no room for in its 1.0 s.
    """
    from components import role_operations

    return role_operations


class PostgresRoleProvider(Provider):
    """Create and update are one upsert; read and diff look at the live server and never fail because it is down."""

    def create(self, props: dict[str, Any]) -> CreateResult:
        _note(props)
        _operations().reconcile(props)
        return CreateResult(id_=f"{props['container']}/{props['role']}", outs=props)

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """A new name is an update too: the new role takes everything over before the old one is removed."""
        _operations().reconcile(news)
        if olds["role"] != news["role"]:
            _operations().remove(news, olds["role"])
        return UpdateResult(outs=news)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Report the live access as the input `access`, so that a preview shows which fact differs."""
        seen = _operations().observe(props)
        found = props if seen is None else {**props, "access": seen.access}
        return ReadResult(id_, found, inputs=dict(found))

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        _note(news)
        if any(unknown(news[key]) or news[key] != olds.get(key) for key in news):
            return DiffResult(changes=True)
        seen = _operations().observe(news)
        return DiffResult(changes=seen is None or bool(seen.findings))

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """A role that is declared no longer. What it owns goes to the administrator; with its volume it just goes.

        Pulumi replaces the resource when the data volume is replaced. Its delete comes last, when the new resource has
        reconciled the same role at the same address, so it must leave the role alone.
        """
        if (props["container"], props["role"]) not in _declared:
            _operations().remove(props, props["role"])


def _note(props: dict[str, Any]) -> None:
    _declared.add((props["container"], props["role"]))


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
