"""The PostgreSQL role as a declared resource: a thin adapter over castmatch.roles.

Nobody else can make a database URL, so whatever needs the database cannot be declared without the role.
"""

import time
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
from castmatch.errors import UserError
from castmatch.probes.result import ProbeResult, milliseconds_since
from castmatch.probes.wait import until_ready
from castmatch.roles.declaration import Privileges, RoleDeclaration
from castmatch.roles.describe import describe
from castmatch.roles.errors import AdminRefused, Unreachable
from castmatch.roles.model import Access
from castmatch.roles.names import MAINTENANCE_DATABASE
from castmatch.roles.plan import plan
from castmatch.roles.reconcile import Outcome, look, reconcile
from castmatch.roles.remove import remove
from castmatch.roles.sentences import finding
from castmatch.roles.server import ServerAddress, connect_admin
from castmatch.roles.url import database_url
from castmatch.stack.model import Role
from components.plugin import readable, unknown, watched
from components.postgres import PORT, PostgresServer

RECONCILED = "reconciled"
START_SECONDS = 120.0  # a first initialisation on a slow disk


class PostgresRoleProvider(ResourceProvider):
    """Create and update are one upsert; read and diff look at the live server and never fail because it is down.

    There is no delete: a role goes with its volume, or stays in it.
    """

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
        live = _live(props)
        found = props if live is None else {**props, "access": describe(live)}
        return ReadResult(id_, found, inputs=dict(found))

    @readable
    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        if any(unknown(news[key]) or news[key] != olds.get(key) for key in news):
            return DiffResult(changes=True)
        live = _live(news)
        return DiffResult(changes=live is None or bool(plan(live, _declaration(news).desired())))


class PostgresRole(Resource, module="castmatch", name="PostgresRole"):
    """The role `config.name`, able to log in with exactly `password`, owner of its database and nothing more.

    Args:
        config: the declared role.
        password: secret.
        address: where the server is, see PostgresServer.address.
        server: the server; when its volume goes, the role needs no removal of its own.
    """

    role: pulumi.Output[str]
    password: pulumi.Output[str]
    database: pulumi.Output[str]
    state: pulumi.Output[str]

    def __init__(
        self,
        config: Role,
        password: pulumi.Output[str],
        address: dict[str, Any],
        server: PostgresServer,
        opts: pulumi.ResourceOptions,
    ) -> None:
        declared = {
            "role": config.name,
            "database": config.database,
            "schemas": list(config.schemas),
            "connection_limit": config.connection_limit or -1,
            "privileges": _narrowed(config),
        }
        secret: pulumi.Output[str] = pulumi.Output.secret(password)
        props = {
            **declared,
            **address,
            "password": secret,
            "access": describe(_declaration({**declared, "password": "any"}).desired()),
            "state": RECONCILED,
        }
        options = pulumi.ResourceOptions(parent=opts.parent, deleted_with=server.volume)
        super().__init__(PostgresRoleProvider(), "role", props, options)

    @property
    def url(self) -> pulumi.Output[str]:
        """The database URL inside the stack's network; secret, and known only when the role is reconciled."""
        return self.url_at("postgres", PORT)

    def url_at(self, host: str, port: int) -> pulumi.Output[str]:
        """The same login, for another way to the server."""
        parts = pulumi.Output.all(self.role, self.password, self.database)
        return pulumi.Output.secret(parts.apply(lambda p: database_url(p[0], p[1], p[2], host, port)))


def _narrowed(config: Role) -> dict[str, list[str]]:
    given = config.privileges.model_dump(exclude_none=True)
    return {kind.rstrip("_"): sorted(privileges) for kind, privileges in given.items()}


def _declaration(props: dict[str, Any]) -> RoleDeclaration:
    return RoleDeclaration(
        role=props["role"],
        password=props["password"],
        database=props["database"],
        schemas=tuple(props["schemas"]),
        connection_limit=int(props["connection_limit"]),
        privileges=Privileges(**{kind: frozenset(names) for kind, names in props["privileges"].items()}),
    )


def _server(props: dict[str, Any]) -> ServerAddress:
    return ServerAddress(props["host"], int(props["port"]), props["admin"], props["admin_password"])


def _live(props: dict[str, Any]) -> Access | None:
    """The live access, or None when nobody can look now; a warning says what is wrong."""
    declaration = _declaration(props)
    try:
        live = look(_server(props), declaration)
    except UserError as error:
        pulumi.log.warn(f"{declaration.role}: not to be looked at now ({error.found}); pulumi up brings it in order")
        return None
    findings = [finding(change) for change in plan(live, declaration.desired())]
    if findings:
        pulumi.log.warn("; ".join(findings))
    return live


def _reconciled(props: dict[str, Any]) -> Outcome:
    server = _started(props)
    return reconcile(
        server,
        _declaration(props),
        way_back_in=lambda: reset_admin_password(props["container"], server.admin_user, server.admin_password),
    )


def _started(props: dict[str, Any]) -> ServerAddress:
    """The server, once it accepts connections: its container may have been made a moment ago."""
    server, container = _server(props), watched(props["container"])
    until_ready("postgres", "to accept connections", lambda: _accepts(server), container, START_SECONDS)
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
