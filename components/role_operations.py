"""How the role's resource works on a live server: observe, reconcile, remove."""

import time
from dataclasses import dataclass
from typing import Any

import pulumi

from castmatch.docker_engine.admin_socket import reset_admin_password
from castmatch.docker_engine.hba_file import restore_hba_file
from castmatch.errors import UserError
from castmatch.probes.result import ProbeResult, milliseconds_since
from castmatch.probes.wait import until_ready
from castmatch.roles.admin.administrator import Login
from castmatch.roles.admin.hba import observe_hba, restore_hba
from castmatch.roles.describe import ENTRY, describe
from castmatch.roles.document import from_document
from castmatch.roles.errors import AdminRefused, Unreachable
from castmatch.roles.names import MAINTENANCE_DATABASE
from castmatch.roles.plan import plan
from castmatch.roles.reconcile import Outcome, look
from castmatch.roles.reconcile import reconcile as reconcile_role
from castmatch.roles.remove import remove as remove_role
from castmatch.roles.sentences import finding
from castmatch.roles.server import ServerAddress, connect_admin
from components.plugin import watched

START_SECONDS = 120.0  # a first initialisation on a slow disk


@dataclass(frozen=True)
class Seen:
    """A look at the live server: the facts, and in sentences what is not as declared."""

    access: dict[str, str]
    findings: tuple[str, ...]


def observe(props: dict[str, Any]) -> Seen | None:
    """The live state, or None when it cannot be inspected now; a warning says what is wrong."""
    declaration, server = from_document(props), _server(props)
    try:
        live, entry = look(server, declaration), observe_hba(server)
    except UserError as error:
        pulumi.log.warn(f"{declaration.role}: cannot be inspected now ({error.found}); `pulumi up` repairs it")
        return None
    findings = (*entry, *(finding(change) for change in plan(live, declaration.desired())))
    if findings:
        pulumi.log.warn("; ".join(findings))
    return Seen(describe(live) | ({"pg_hba.conf": "; ".join(entry)} if entry else ENTRY), findings)


def reconcile(props: dict[str, Any]) -> Outcome:
    """Bring the role into its declared state and prove it, as soon as its server accepts connections."""
    server, declaration = _started(props), from_document(props)
    known = [Login(declaration.role, inside.database) for inside in declaration.databases[:1]]

    def way_back_in() -> None:
        reset_admin_password(props["container"], server.admin_user, server.admin_password, known, pulumi.log.info)

    return reconcile_role(server, declaration, way_back_in)


def remove(props: dict[str, Any], role: str) -> None:
    """Remove a role from the server; what it owns goes to the administrator."""
    remove_role(_server(props), role)


def _started(props: dict[str, Any]) -> ServerAddress:
    """The server, once it accepts connections by the declared rules: its container may have been made a moment ago."""
    server, container = _server(props), watched(props["container"])
    rewritten = restore_hba_file(props["container"])
    until_ready("postgres", "to accept connections", lambda: _accepts(server), container, START_SECONDS)
    if rewritten:
        pulumi.log.info("pg_hba.conf differed from the declared one: rewritten")
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


def _server(props: dict[str, Any]) -> ServerAddress:
    return ServerAddress(props["host"], int(props["port"]), props["admin"], props["admin_password"])
