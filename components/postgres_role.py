"""The PostgreSQL role as a declared resource: a thin adapter over castmatch.roles.

Nobody else can make a database URL, so whatever needs the database cannot be declared without the role.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pulumi
from pulumi.dynamic import (
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    ResourceProvider,
    UpdateResult,
)

from castmatch.engine.admin_socket import reset_admin_password
from castmatch.engine.hba_file import restore_hba_file
from castmatch.errors import UserError
from castmatch.probes.result import ProbeResult, milliseconds_since
from castmatch.probes.wait import until_ready
from castmatch.roles.admin import Login
from castmatch.roles.declaration import RoleDeclaration
from castmatch.roles.describe import describe
from castmatch.roles.document import from_document, to_document
from castmatch.roles.errors import AdminRefused, Unreachable
from castmatch.roles.hba import look_at_hba, restore_hba
from castmatch.roles.names import MAINTENANCE_DATABASE
from castmatch.roles.plan import plan
from castmatch.roles.reconcile import Outcome, look, reconcile
from castmatch.roles.remove import remove
from castmatch.roles.sentences import finding
from castmatch.roles.server import ServerAddress, connect_admin
from castmatch.roles.url import database_url
from components.plugin import readable, unknown, watched
from components.postgres import PORT, PostgresServer

RECONCILED = "reconciled"
ENTRY = {"pg_hba.conf": "as declared"}  # among the facts of a role's access: who gets in, and by what proof
START_SECONDS = 120.0  # a first initialisation on a slow disk


class PostgresRoleProvider(ResourceProvider):
    """Create and update are one upsert; read and diff look at the live server and never fail because it is down."""

    @readable
    def create(self, props: dict[str, Any]) -> CreateResult:
        _reconciled(props)
        return CreateResult(id_=f"{props['container']}/{props['role']}", outs=props)

    @readable
    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """A new name is an update too: the new role takes everything over before the old one is removed."""
        _reconciled(news)
        if olds["role"] != news["role"]:
            remove(_server(news), olds["role"])
        return UpdateResult(outs=news)

    @readable
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Report the live access as the input `access`, so that a preview shows which fact differs."""
        seen = _look(props)
        found = props if seen is None else {**props, "access": seen.access}
        return ReadResult(id_, found, inputs=dict(found))

    @readable
    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        if any(unknown(news[key]) or news[key] != olds.get(key) for key in news):
            return DiffResult(changes=True)
        seen = _look(news)
        return DiffResult(changes=seen is None or bool(seen.findings))

    @readable
    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """A role that is declared no longer. What it owns goes to the administrator; with its volume it just goes."""
        remove(_server(props), props["role"])


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
        server: PostgresServer,
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
        return self.url_at("postgres", PORT)

    def url_at(self, host: str, port: int) -> pulumi.Output[str]:
        """The same login, for another way to the server."""
        parts = pulumi.Output.all(self.role, self.password, self.database)
        return pulumi.Output.secret(parts.apply(lambda p: database_url(p[0], p[1], p[2], host, port)))


def _server(props: dict[str, Any]) -> ServerAddress:
    return ServerAddress(props["host"], int(props["port"]), props["admin"], props["admin_password"])


@dataclass(frozen=True)
class _Seen:
    """A look at the live server: the facts, and in sentences what is not as declared."""

    access: dict[str, str]
    findings: tuple[str, ...]


def _look(props: dict[str, Any]) -> _Seen | None:
    """What is live, or None when nobody can look now; a warning says what is wrong."""
    declaration, server = from_document(props), _server(props)
    try:
        live, entry = look(server, declaration), look_at_hba(server)
    except UserError as error:
        pulumi.log.warn(f"{declaration.role}: not to be looked at now ({error.found}); pulumi up brings it in order")
        return None
    findings = (*entry, *(finding(change) for change in plan(live, declaration.desired())))
    if findings:
        pulumi.log.warn("; ".join(findings))
    return _Seen(describe(live) | ({"pg_hba.conf": "; ".join(entry)} if entry else ENTRY), findings)


def _reconciled(props: dict[str, Any]) -> Outcome:
    server, declaration = _started(props), from_document(props)
    known = [Login(declaration.role, inside.database) for inside in declaration.databases[:1]]

    def way_back_in() -> None:
        reset_admin_password(props["container"], server.admin_user, server.admin_password, known, pulumi.log.info)

    return reconcile(server, declaration, way_back_in)


def _started(props: dict[str, Any]) -> ServerAddress:
    """The server, once it accepts connections by the declared rules: its container may have been made a moment ago."""
    server, container = _server(props), watched(props["container"])
    rewritten = restore_hba_file(props["container"])
    until_ready("postgres", "to accept connections", lambda: _accepts(server), container, START_SECONDS)
    if rewritten:
        pulumi.log.info("pg_hba.conf was not the declared one: written anew")
        restore_hba(server)
    return server


def _accepts(server: ServerAddress) -> ProbeResult:
    """Whether the server answers at all; a refused administrator is an answer."""
    started = time.monotonic()
    try:
        connect_admin(server, MAINTENANCE_DATABASE).close()
    except Unreachable as error:
        return ProbeResult(False, error.found, milliseconds_since(started))
    except AdminRefused as error:
        return ProbeResult(True, error.found, milliseconds_since(started))
    return ProbeResult(True, "accepts connections", milliseconds_since(started))
